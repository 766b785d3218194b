import type { Socket } from 'node:dgram';
import type { DropReason } from '#domain/drop-reason.ts';
import { type AccessControl, accessAllows, compileAccessControl } from '#proxy/balance/access-control.ts';
import { LinkedQueue } from '#proxy/balance/linked-queue.ts';
import { proxyProtocolHeader } from '#proxy/balance/proxy-protocol.ts';
import { quicConnectionId } from '#proxy/balance/quic-connection-id.ts';
import { localShortage } from '#proxy/local-shortage.ts';
import type { ConnectionEffect, TargetPlan, TrafficCounters } from '../engine.ts';
import { Leaving } from '../leaving.ts';
import { type ListenerState, type MembershipChange, membershipChange } from '../membership.ts';
import { enter, type ListenerContext, leave } from './listener-options.ts';
import { Targets } from './targets.ts';
import type { Peer } from './tcp-side.ts';
import { type FlowHost, UdpFlow } from './udp-flow.ts';
import { bindUdp, closeUdp, isQueueFull, newUdpSocket, probeUdpPort } from './udp-socket.ts';

const SWEEP_INTERVAL_MS = 1000;

/** Flows that another process of this worker has; their datagrams go there. */
export interface Diversion {
  /** As `udpFlowKey` makes them; read for each datagram, so that the owner may change them. */
  keys: ReadonlySet<string>;
  pass(datagram: Buffer, clientAddress: string, clientPort: number): void;
}

export function udpFlowKey(clientAddress: string, clientPort: number): string {
  return `${clientAddress} ${clientPort}`;
}

/**
 * One open UDP port and its flows. Answers leave from the service address.
 *
 * A flow ends when it is idle, when its server answers "port unreachable" (the next datagram picks again), or with
 * the next datagram after its member may not keep it: an active that has failed over, a member of a pool that failed or was
 * removed. After failback a flow stays on the standby until it is idle (data-plane 8, rule 14), unless the listener's plan
 * ends it sooner; its next datagram picks again.
 */
export class UdpListener implements FlowHost {
  readonly #context: ListenerContext;
  readonly #socket: Socket;
  readonly #flows = new Map<string, UdpFlow>();
  /** The same, the one that was seen longest ago first. */
  readonly #bySeen = new LinkedQueue<UdpFlow>();
  readonly #leaving = new Leaving();
  readonly #targets: Targets;
  #state: ListenerState;
  #accessControl: AccessControl | null;
  #diversion: Diversion | null = null;
  #sweepTimer: NodeJS.Timeout | undefined;

  constructor(state: ListenerState, context: ListenerContext) {
    this.#state = state;
    this.#context = context;
    this.#targets = new Targets(state, context.traffic);
    this.#accessControl = state.plan.accessControl && compileAccessControl(state.plan.accessControl);
    // Lets a process that succeeds this one take over what arrives, while this one still answers.
    this.#socket = newUdpSocket(state.plan.address, { reuseAddr: true });
  }

  /** Rejects with the system's error when the port cannot be opened. */
  async open(): Promise<void> {
    const { address, port } = this.#state.plan;
    if (!this.#context.isSucceeding) {
      // A port that may be shared would seem free although another program has it.
      await probeUdpPort(address, port);
    }
    await bindUdp(this.#socket, address, port);
    // An answer to a client that is gone comes back as an error of this socket and concerns no one else.
    this.#socket.on('error', () => {});
    this.#socket.on('message', (datagram, client) => this.#arrived(datagram, client));
    this.#sweepTimer = setInterval(() => this.#endIdleFlows(), Math.min(SWEEP_INTERVAL_MS, this.#context.limits.udpFlowIdleMs));
  }

  /**
   * Open flows stay where they are, except those of members that have lost their traffic. Throws when the access control
   * cannot be read, and then nothing has changed.
   */
  update(state: ListenerState): ConnectionEffect {
    const change = membershipChange(this.#state, state);
    const open = this.openCount;
    const hasLeavers = change.moved !== null || change.removed.length > 0;
    const leftBefore = hasLeavers ? this.#leavers() : 0;
    if (state.plan !== this.#state.plan) {
      this.#accessControl = state.plan.accessControl && compileAccessControl(state.plan.accessControl);
    }
    this.#state = state;
    this.#targets.update(state, change);
    this.#letGoMoved(change);
    const leaving = hasLeavers ? Math.max(0, this.#leavers() - leftBefore) : 0;
    const cut = open - this.openCount + leaving;
    return { kept: open - cut, cut };
  }

  get openCount(): number {
    return this.#flows.size;
  }

  /** As `udpFlowKey` makes them. */
  flowKeys(): string[] {
    return [...this.#flows.keys()];
  }

  divert(diversion: Diversion | null): void {
    this.#diversion = diversion;
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
    closeUdp(this.#socket);
  }

  /** A datagram of a client, from the port or from another process. */
  receive(datagram: Buffer, client: Peer): void {
    const key = udpFlowKey(client.address, client.port);
    let flow = this.#flows.get(key);
    if (flow && !this.#targets.mayKeepFlow(flow.member.memberId)) {
      this.#end(flow);
      flow = undefined;
    }
    flow ??= this.#begin(key, client, datagram);
    if (!flow) {
      return;
    }
    this.#touch(flow);
    if (this.#context.bandwidth.shareIn.take(datagram.length)) {
      flow.send(datagram);
    } else {
      this.#drop('bandwidth');
    }
  }

  replied(flow: UdpFlow, datagram: Buffer): void {
    this.#touch(flow);
    if (!this.#context.bandwidth.shareOut.take(datagram.length)) {
      this.#drop('bandwidth');
      return;
    }
    if (isQueueFull(this.#socket)) {
      this.#drop('send');
      return;
    }
    this.#socket.send(datagram, flow.client.port, flow.client.address, (error) => {
      if (error !== null) {
        this.#drop('send');
        return;
      }
      for (const counters of this.#countersOf(flow)) {
        counters.bytesOutTotal += datagram.length;
        counters.packetsOutTotal += 1;
      }
    });
  }

  sent(flow: UdpFlow, bytes: number): void {
    for (const counters of this.#countersOf(flow)) {
      counters.bytesInTotal += bytes;
      counters.packetsInTotal += 1;
    }
  }

  notSent(count: number): void {
    this.#drop('send', count);
  }

  failed(flow: UdpFlow, error: Error): void {
    const shortage = localShortage(error);
    if (shortage !== undefined) {
      this.#context.onProblem(`A datagram was dropped: ${shortage}`);
    }
    for (const counters of this.#countersOf(flow)) {
      counters.connectErrorsTotal += 1;
    }
    this.#end(flow);
  }

  #arrived(datagram: Buffer, client: Peer): void {
    if (this.#diversion?.keys.has(udpFlowKey(client.address, client.port))) {
      this.#diversion.pass(datagram, client.address, client.port);
    } else {
      this.receive(datagram, client);
    }
  }

  /** Undefined when there is none to be had; it is counted why. */
  #begin(key: string, client: Peer, datagram: Buffer): UdpFlow | undefined {
    const isRefused = this.#accessControl !== null && !accessAllows(this.#accessControl, client.address);
    const reason = isRefused ? 'access-control' : enter(this.#context, this.#flows.size, 'flow');
    if (reason !== null) {
      this.#drop(reason);
      return undefined;
    }
    const target = this.#choose(client, datagram);
    if (target === null) {
      leave(this.#context, 'flow');
      this.#drop('no-server');
      return undefined;
    }
    const member = this.#context.traffic.member(target.memberId);
    const flow = new UdpFlow({ key, client: { ...client }, target, member, header: this.#headerFor(client), host: this });
    this.#flows.set(key, flow);
    this.#bySeen.push(flow);
    for (const counters of this.#countersOf(flow)) {
      counters.connectionsTotal += 1;
      counters.connectionsCurrent += 1;
    }
    return flow;
  }

  #choose(client: Peer, datagram: Buffer): TargetPlan | null {
    const { address, port, targets } = this.#state.plan;
    return this.#targets.choose({
      clientAddress: client.address,
      clientPort: client.port,
      serviceAddress: address,
      servicePort: port,
      quicConnectionId: targets.kind === 'pool' && targets.scheduler === 'qch' ? quicConnectionId(datagram) : null,
    });
  }

  #headerFor(client: Peer): Buffer | null {
    const { proxyProtocol, address, port } = this.#state.plan;
    const addresses = { clientAddress: client.address, clientPort: client.port, serviceAddress: address, servicePort: port };
    return proxyProtocol ? proxyProtocolHeader({ protocol: 'udp', ...addresses }) : null;
  }

  #touch(flow: UdpFlow): void {
    flow.lastSeenAt = performance.now();
    this.#bySeen.remove(flow);
    this.#bySeen.push(flow);
  }

  #countersOf(flow: UdpFlow): TrafficCounters[] {
    return [this.#context.traffic.totals, flow.member];
  }

  #drop(reason: DropReason, count = 1): void {
    this.#context.traffic.drop(reason, count);
  }

  #end(flow: UdpFlow): void {
    if (flow.isClosed) {
      return;
    }
    flow.close();
    this.#flows.delete(flow.key);
    this.#bySeen.remove(flow);
    for (const counters of this.#countersOf(flow)) {
      counters.connectionsCurrent -= 1;
    }
    leave(this.#context, 'flow');
  }

  #endIdleFlows(): void {
    const oldest = performance.now() - this.#context.limits.udpFlowIdleMs;
    for (let flow = this.#bySeen.first; flow && flow.lastSeenAt < oldest; flow = this.#bySeen.first) {
      this.#end(flow);
    }
  }

  /** Flows that end with their next datagram. */
  #leavers(): number {
    let count = 0;
    for (const flow of this.#flows.values()) {
      count += Number(!this.#targets.mayKeepFlow(flow.member.memberId));
    }
    return count;
  }

  #letGoMoved({ moved, returned }: MembershipChange): void {
    for (const id of returned) {
      this.#leaving.cancel(id);
    }
    const { targets } = this.#state.plan;
    if (!moved || targets.kind !== 'active-standby') {
      return;
    }
    const { mode, drainMs } = targets.onFailover;
    const { lostId, gainedId } = moved;
    const left = [...this.#flows.values()].filter((flow) => flow.member.memberId === lostId);
    const end = () => {
      for (const flow of left) {
        this.#end(flow);
      }
    };
    this.#leaving.cancel(gainedId);
    if (mode === 'reset') {
      end();
    } else if (mode === 'drain') {
      // An edit may have given it the traffic back without a move.
      this.#leaving.after(lostId, drainMs, () => this.#targets.isServing(lostId) || end());
    }
  }
}
