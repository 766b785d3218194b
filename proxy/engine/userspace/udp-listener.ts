import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { DropReason } from '#domain/drop-reason.ts';
import { localShortage } from '#proxy/local-shortage.ts';
import type { ListenerPlan, MemberCounters, TargetPlan } from '../engine.ts';
import { chooseTarget, isServing } from './choose-target.ts';
import { Leaving } from './leaving.ts';
import type { ListenerContext } from './listener-options.ts';

const SWEEP_INTERVAL_MS = 1000;
/** What may wait in a socket for the network card; beyond it datagrams are dropped, as a router would. */
const SEND_QUEUE_BYTES_MAX = 1024 * 1024;
/** Datagrams that wait while a new flow's socket gets ready, which takes one turn of the event loop. */
const WAITING_DATAGRAMS_MAX = 64;

/** All datagrams between one client address and port and one server. */
interface Flow {
  key: string;
  socket: Socket;
  member: MemberCounters;
  clientAddress: string;
  clientPort: number;
  lastSeenAt: number;
  /** Null once the socket is ready. */
  waiting: Buffer[] | null;
  isClosed: boolean;
}

/**
 * One open UDP port and its flows. Each flow has a connected socket of its own, so that "port unreachable" from
 * the server is seen, and answers leave from the service address.
 *
 * A flow ends when it is idle, when its server answers "port unreachable" (the next datagram picks again), or with
 * the next datagram after traffic went from its active server to the standby. After failback a flow stays on the standby
 * until it is idle (data-plane 8, rule 14), unless the listener's plan ends it sooner; its next datagram picks again.
 */
export class UdpListener {
  readonly #context: ListenerContext;
  readonly #socket: Socket;
  readonly #flows = new Map<string, Flow>();
  readonly #leaving = new Leaving();
  #plan: ListenerPlan;
  #sweepTimer: NodeJS.Timeout | undefined;

  constructor(plan: ListenerPlan, context: ListenerContext) {
    this.#plan = plan;
    this.#context = context;
    this.#socket = newSocket(plan.address);
  }

  /** Rejects with the system's error when the port cannot be opened. */
  async open(): Promise<void> {
    const { address, port } = this.#plan;
    // A numeric address is bound at once, so the event comes during the call.
    const listening = once(this.#socket, 'listening');
    this.#socket.bind({ address, port, exclusive: true });
    await listening;
    // An answer to a client that is gone comes back as an error of this socket and concerns no one else.
    this.#socket.on('error', () => {});
    this.#socket.on('message', (datagram, client) => this.#receive(datagram, client));
    this.#sweepTimer = setInterval(() => this.#endIdleFlows(), Math.min(SWEEP_INTERVAL_MS, this.#context.limits.udpFlowIdleMs));
  }

  /** Takes over the targets; open flows stay where they are. */
  update(plan: ListenerPlan): void {
    this.#plan = plan;
  }

  /** Traffic has moved from one member to the other. */
  moved(lostId: string, gainedId: string): void {
    const { targets } = this.#plan;
    if (targets.kind !== 'active-standby') {
      return;
    }
    const left = [...this.#flows.values()].filter((flow) => flow.member.memberId === lostId);
    this.#leaving.moved({ lostId, gainedId }, targets.onFailover, () => {
      // An edit may have given it the traffic back without a move.
      if (isServing(this.#plan, this.#context.routing(), lostId)) {
        return;
      }
      for (const flow of left) {
        this.#end(flow);
      }
    });
  }

  /** A flow has no end that could be waited for, so its datagrams stop with the port. */
  async stopAccepting(): Promise<void> {
    await this.close();
  }

  async drained(): Promise<void> {}

  async close(): Promise<void> {
    clearInterval(this.#sweepTimer);
    this.#leaving.stop();
    for (const flow of this.#flows.values()) {
      this.#end(flow);
    }
    try {
      this.#socket.close();
    } catch (error) {
      if (!isNotRunning(error)) {
        throw error;
      }
    }
  }

  #receive(datagram: Buffer, client: RemoteInfo): void {
    const key = `${client.address} ${client.port}`;
    let flow = this.#flows.get(key);
    if (flow && this.#hasFailedOver(flow)) {
      this.#end(flow);
      flow = undefined;
    }
    flow ??= this.#begin(key, client);
    if (!flow) {
      return;
    }
    flow.lastSeenAt = performance.now();
    if (flow.waiting === null) {
      this.#send(flow, datagram);
    } else if (flow.waiting.length < WAITING_DATAGRAMS_MAX) {
      flow.waiting.push(datagram);
    } else {
      this.#drop('send');
    }
  }

  #hasFailedOver(flow: Flow): boolean {
    const { targets } = this.#plan;
    const { serving } = this.#context.routing();
    return targets.kind === 'active-standby' && serving === 'standby' && flow.member.memberId === targets.active.memberId;
  }

  #drop(reason: DropReason, count = 1): void {
    this.#context.traffic.drop(reason, count);
  }

  /** Undefined when no member may receive, or the table is full. */
  #begin(key: string, client: RemoteInfo): Flow | undefined {
    const target = chooseTarget(this.#plan, this.#context.routing());
    const flowsMax = this.#context.limits.udpFlowsPerListenerMax;
    if (target === null) {
      this.#drop('no-server');
      return undefined;
    }
    if (this.#flows.size >= flowsMax) {
      this.#context.onProblem(`A datagram of a new client was dropped: ${flowsMax} flows are open, which is the limit`);
      this.#drop('node-limit');
      return undefined;
    }
    const flow: Flow = {
      key,
      socket: newSocket(target.address),
      member: this.#context.traffic.member(target.memberId),
      clientAddress: client.address,
      clientPort: client.port,
      lastSeenAt: performance.now(),
      waiting: [],
      isClosed: false,
    };
    this.#flows.set(key, flow);
    for (const counters of [this.#context.traffic.totals, flow.member]) {
      counters.connectionsTotal += 1;
      counters.connectionsCurrent += 1;
    }
    this.#connect(flow, target);
    return flow;
  }

  #connect(flow: Flow, target: TargetPlan): void {
    flow.socket.on('error', (error) => {
      const shortage = localShortage(error);
      if (shortage !== undefined) {
        this.#context.onProblem(`A datagram was dropped: ${shortage}`);
      }
      this.#fail(flow);
    });
    flow.socket.on('message', (datagram) => this.#reply(flow, datagram));
    flow.socket.on('connect', () => {
      if (flow.isClosed) {
        return;
      }
      const waiting = flow.waiting ?? [];
      flow.waiting = null;
      for (const datagram of waiting) {
        this.#send(flow, datagram);
      }
    });
    flow.socket.connect(target.port, target.address);
  }

  #send(flow: Flow, datagram: Buffer): void {
    const { totals } = this.#context.traffic;
    if (flow.isClosed || flow.socket.getSendQueueSize() > SEND_QUEUE_BYTES_MAX) {
      this.#drop('send');
      return;
    }
    flow.socket.send(datagram, (error) => {
      if (error === null) {
        for (const counters of [totals, flow.member]) {
          counters.bytesInTotal += datagram.length;
          counters.packetsInTotal += 1;
        }
        return;
      }
      this.#drop('send');
      // One datagram that is too large says nothing about the server.
      if (!flow.isClosed && !('code' in error && error.code === 'EMSGSIZE')) {
        this.#fail(flow);
      }
    });
  }

  #reply(flow: Flow, datagram: Buffer): void {
    const { totals } = this.#context.traffic;
    flow.lastSeenAt = performance.now();
    if (flow.isClosed || this.#socket.getSendQueueSize() > SEND_QUEUE_BYTES_MAX) {
      this.#drop('send');
      return;
    }
    this.#socket.send(datagram, flow.clientPort, flow.clientAddress, (error) => {
      if (error === null) {
        for (const counters of [totals, flow.member]) {
          counters.bytesOutTotal += datagram.length;
          counters.packetsOutTotal += 1;
        }
      } else {
        this.#drop('send');
      }
    });
  }

  #fail(flow: Flow): void {
    if (!flow.isClosed) {
      this.#context.traffic.totals.connectErrorsTotal += 1;
      flow.member.connectErrorsTotal += 1;
      this.#end(flow);
    }
  }

  #end(flow: Flow): void {
    if (flow.isClosed) {
      return;
    }
    flow.isClosed = true;
    this.#flows.delete(flow.key);
    this.#context.traffic.totals.connectionsCurrent -= 1;
    flow.member.connectionsCurrent -= 1;
    if (flow.waiting && flow.waiting.length > 0) {
      this.#drop('send', flow.waiting.length);
    }
    flow.socket.close();
  }

  #endIdleFlows(): void {
    const oldest = performance.now() - this.#context.limits.udpFlowIdleMs;
    for (const flow of this.#flows.values()) {
      if (flow.lastSeenAt < oldest) {
        this.#end(flow);
      }
    }
  }
}

/** Addresses are numeric, so the socket need not go through the resolver for every datagram. */
function newSocket(address: string): Socket {
  const isV6 = isIPv6(address);
  return createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    ipv6Only: isV6,
    lookup: (host, _options, callback) => callback(null, host, isV6 ? 6 : 4),
  });
}

function isNotRunning(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING';
}
