import { fileURLToPath } from 'node:url';
import { waitFor } from '#test/wait.ts';
import { Running } from '../processes.ts';
import type { Topology } from '../topology.ts';

const PROGRAM = fileURLToPath(new URL('./hold-connections.mjs', import.meta.url));
const OPEN_MS_MAX = 60_000;

/** Connections that have carried one request and now carry nothing, held by a process of its own. */
export async function holdConnections(topology: Topology, { address, port }: { address: string; port: number }, count: number) {
  const holder = new Running(topology.inClient([process.execPath, PROGRAM, address, String(port), String(count)]));
  const options = { timeoutMs: OPEN_MS_MAX, intervalMs: 100, what: `${count} connections to be open` };
  const heldNow = () => /^held (\d+)$/m.exec(holder.output)?.[1] ?? (holder.hasEnded && '0');
  const held = Number(await waitFor(heldNow, options).catch(() => '0'));
  if (held === 0) {
    await holder.stop();
    throw new Error(`No connection to ${address}:${port} could be held. ${holder.errors.trim()}`);
  }
  return { held, close: () => holder.stop() };
}
