import type { EngineName } from '#domain/engine.ts';
import type { Log } from '#proxy/log.ts';
import type { EngineProblem, ReloadableEngine } from './engine.ts';
import { ForwarderPool } from './forwarders/forwarder-pool.ts';
import { LayeredEngine } from './layered-engine.ts';
import { Conntrack } from './nftables/conntrack.ts';
import { KernelEngine } from './nftables/kernel-engine.ts';
import { Nft } from './nftables/nft.ts';
import { Host, whatIsMissing } from './nftables/preflight.ts';
import type { EngineSetting } from './nftables/why-not.ts';

/** What an engine tells by itself. */
export interface EngineEvents {
  onProblem: (problem: EngineProblem) => void;
  /** These listeners are served by other means than before, or for another reason. */
  onServedByChanged: (listenerIds: Iterable<string>) => void;
}

export type CreateEngine = (events: EngineEvents) => ReloadableEngine;

export interface EngineChoice {
  name: EngineName;
  create: CreateEngine;
}

export interface EngineOptions {
  setting: EngineSetting;
  nodeId: string;
  /** Forwarder processes. */
  forwarders: number;
  reloadDrainMs: number;
  log: Log;
}

/** OPENSLB_ENGINE demands the kernel, and this host or this process cannot. The message has a line for each thing that is missing. */
export class KernelMissing extends Error {
  override readonly name = 'KernelMissing';
}

/** Looks at the host once, and decides which engine a worker gets (decision 35); changes nothing on the host. */
export async function chooseEngine(options: EngineOptions): Promise<EngineChoice> {
  const { setting, nodeId, log } = options;
  if (setting === 'userspace') {
    return { name: 'userspace', create: userspaceEngine(options) };
  }
  const missing = await whatIsMissing(nodeId);
  if (missing.length === 0) {
    return { name: 'nftables', create: layeredEngine(options, await Host.look()) };
  }
  if (setting === 'nftables') {
    throw new KernelMissing(['OPENSLB_ENGINE is "nftables", which cannot be used here.', ...missing].join('\n'));
  }
  for (const reason of missing) {
    log.info('kernel:not-used', { reason });
  }
  return { name: 'userspace', create: userspaceEngine(options, missing) };
}

export function userspaceEngine(
  { forwarders, reloadDrainMs, log }: Pick<EngineOptions, 'forwarders' | 'reloadDrainMs' | 'log'>,
  hints: readonly string[] = [],
): CreateEngine {
  return ({ onProblem }) => new ForwarderPool({ count: forwarders, reloadDrainMs, log, onProblem, hints });
}

function layeredEngine(options: EngineOptions, host: Host): CreateEngine {
  const { setting, nodeId, log } = options;
  return ({ onProblem, onServedByChanged }) => {
    const kernel = new KernelEngine({
      nft: new Nft(),
      conntrack: new Conntrack(),
      host,
      nodeId,
      engineSetting: setting,
      log,
      onServedByChanged,
    });
    const userspace = userspaceEngine(options)({ onProblem, onServedByChanged });
    return new LayeredEngine({ userspace, kernel, host, log });
  };
}
