import { setImmediate as nextTurn } from 'node:timers/promises';
import { udpFlowKey } from '../userspace/udp-listener.ts';
import type { UserspaceEngine } from '../userspace/userspace-engine.ts';
import type { FromForwarder, HeldFlows } from './messages.ts';
import { Relay, type Relayed } from './relay.ts';

/** A turn of the event loop reads 32 datagrams of a socket; so many empty a receive buffer of the usual size, and more. */
const DRAIN_TURNS = 64;
/** What may wait until it is known whose it is, which takes milliseconds. */
const WAITING_DATAGRAMS_MAX = 20_000;

/** Has every client: as long as nobody knows whose the flows are. */
class Everybody extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const EVERYBODY = new Everybody();

/**
 * How flows outlive their process's port. The process that takes over a UDP listener binds the same port beside the one
 * that has it, and from then on the system gives it all datagrams. It lets them wait until the holders have read what
 * they had got before, and have said which flows are theirs; datagrams of those it passes on, until they have ended.
 * Answers go from the holders to the clients directly, from the same address and port.
 */
export class Succession {
  readonly #engine: UserspaceEngine;
  readonly #send: (message: FromForwarder) => void;
  readonly #relay = new Relay(({ listenerId, datagram, clientAddress, clientPort }) =>
    this.#engine.receive(listenerId, datagram, clientAddress, clientPort),
  );
  /** As a taker: until the flows of a listener are known, what came for it. */
  readonly #waiting = new Map<string, Relayed[]>();
  /** As a taker: by listener, its flows that others have, and the port of the holder of each. */
  readonly #foreign = new Map<string, { keys: Set<string>; ports: Map<string, number> }>();
  /** As a holder: by listener, the flows that the taker knows of. */
  readonly #held = new Map<string, Set<string>>();

  constructor(options: { engine: UserspaceEngine; send: (message: FromForwarder) => void }) {
    this.#engine = options.engine;
    this.#send = options.send;
  }

  /** Resolves with the port on which datagrams are passed. */
  open(): Promise<number> {
    return this.#relay.open();
  }

  /** Taker: to be called in the same turn of the event loop in which the ports were bound. */
  await(listenerIds: Iterable<string>): void {
    for (const listenerId of listenerIds) {
      const waiting: Relayed[] = [];
      this.#waiting.set(listenerId, waiting);
      this.#engine.divert(listenerId, {
        keys: EVERYBODY,
        pass: (datagram, clientAddress, clientPort) => {
          if (waiting.length < WAITING_DATAGRAMS_MAX) {
            waiting.push({ listenerId, datagram, clientAddress, clientPort });
          }
        },
      });
    }
  }

  /** Taker: these are all flows of these listeners that others have. */
  takeOver(listenerIds: Iterable<string>, flows: readonly HeldFlows[]): void {
    for (const listenerId of listenerIds) {
      const held = flows.filter((one) => one.listenerId === listenerId);
      const ports = new Map(held.flatMap(({ keys, port }) => keys.map((key) => [key, port] as const)));
      this.#divert(listenerId, ports);
      for (const { datagram, clientAddress, clientPort } of this.#waiting.get(listenerId) ?? []) {
        const port = ports.get(udpFlowKey(clientAddress, clientPort));
        if (port === undefined) {
          this.#engine.receive(listenerId, datagram, clientAddress, clientPort);
        } else {
          this.#relay.pass(port, { listenerId, datagram, clientAddress, clientPort });
        }
      }
      this.#waiting.delete(listenerId);
    }
  }

  /** Taker: these have ended, or, without keys, all that this holder had. */
  ended({ listenerId, port, keys }: { listenerId: string; port: number; keys: readonly string[] | null }): void {
    const foreign = this.#foreign.get(listenerId);
    for (const key of foreign ? (keys ?? [...foreign.keys]) : []) {
      if (foreign?.ports.get(key) === port) {
        foreign.ports.delete(key);
        foreign.keys.delete(key);
      }
    }
    if (foreign?.keys.size === 0) {
      this.#divert(listenerId, foreign.ports);
    }
  }

  /** Nobody has this listener any more. */
  forget(listenerIds: Iterable<string>): void {
    for (const id of listenerIds) {
      this.#waiting.delete(id);
      this.#foreign.delete(id);
      this.#held.delete(id);
    }
  }

  /** Holder: `takerPort` has the ports now. Resolves when all that has come before was read. */
  async handOver(listenerIds: readonly string[], takerPort: number): Promise<{ listenerId: string; keys: string[] }[]> {
    this.#relay.acceptFrom(takerPort);
    for (let turn = 0; turn < DRAIN_TURNS; turn += 1) {
      await nextTurn();
    }
    return listenerIds.map((listenerId) => {
      const keys = this.#engine.udpFlowKeys(listenerId);
      this.#held.set(listenerId, new Set(keys));
      return { listenerId, keys };
    });
  }

  /** Holder: says which flows have ended since. To be called at an interval. */
  tellEnded(): void {
    for (const [listenerId, held] of this.#held) {
      const open = new Set(this.#engine.udpFlowKeys(listenerId));
      const keys = [...held].filter((key) => !open.has(key));
      for (const key of keys) {
        held.delete(key);
      }
      if (keys.length > 0) {
        this.#send({ kind: 'flows-ended', listenerId, keys });
      }
    }
  }

  #divert(listenerId: string, ports: Map<string, number>): void {
    if (ports.size === 0) {
      this.#foreign.delete(listenerId);
      this.#engine.divert(listenerId, null);
      return;
    }
    const keys = new Set(ports.keys());
    this.#foreign.set(listenerId, { keys, ports });
    this.#engine.divert(listenerId, {
      keys,
      pass: (datagram, clientAddress, clientPort) => {
        const port = ports.get(udpFlowKey(clientAddress, clientPort));
        if (port !== undefined) {
          this.#relay.pass(port, { listenerId, datagram, clientAddress, clientPort });
        }
      },
    });
  }
}
