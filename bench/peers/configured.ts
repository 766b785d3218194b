import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '#test/wait.ts';
import { type Command, Running } from '../processes.ts';
import type { Peer, PeerName } from './peer.ts';

export interface ConfiguredPeer {
  name: PeerName;
  address: string;
  serverAddress: string;
  configuration: string;
  /** The program that reads the configuration file in the folder. */
  command: (file: string, folder: string) => Command;
  isReady: () => Promise<boolean>;
}

/** A balancer that is one program and one configuration file. */
export async function startConfigured(peer: ConfiguredPeer): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), `openslb-${peer.name}-`));
  const file = join(folder, 'bench.conf');
  writeFileSync(file, peer.configuration);
  const running = new Running(peer.command(file, folder));
  const stop = async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(async () => running.hasEnded || (await peer.isReady()), { what: `${peer.name} to accept` });
    if (running.hasEnded) {
      throw new Error(`${peer.name} did not start: ${running.errors.trim()}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { name, address, serverAddress } = peer;
  return { name, address, serverAddress, pid: running.pid, stop };
}
