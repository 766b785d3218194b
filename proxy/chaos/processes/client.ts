import { serveRemote } from '#test/remote.ts';
import { Held } from './held.ts';
import { Load, type LoadOptions, oneConnection } from './load.ts';
import { SlowReaders } from './slow-readers.ts';
import { floodFromManyPorts } from './udp-flood.ts';

/** A client that counts, in a process of its own. */

const loads = new Map<string, Load>();
const held = new Held();
const slow = new SlowReaders();

function loadOf(name: string): Load {
  const load = loads.get(name);
  if (!load) {
    throw new Error(`There is no load ${name}.`);
  }
  return load;
}

const functions = {
  startLoad(name: string, options: LoadOptions): void {
    loads.set(name, new Load(options));
  },
  tally: (name: string) => loadOf(name).tally(),
  takeTally: (name: string) => loadOf(name).take(),
  async stopLoad(name: string) {
    const tally = await loadOf(name).stop();
    loads.delete(name);
    return tally;
  },
  oneConnection,
  hold: (place: { address: string; port: number }, count: number, localAddress?: string) => held.open(place, count, localAddress),
  pingHeld: (timeoutMs: number) => held.ping(timeoutMs),
  lostPorts: () => held.lostPorts(),
  closeHeld: () => held.close(),
  openSlow: (place: { address: string; port: number }, count: number) => slow.open(place, count),
  finishSlow: () => slow.finish(),
  floodFromManyPorts,
};
export type Client = typeof functions;
serveRemote(functions);
