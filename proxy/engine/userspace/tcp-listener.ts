import { once } from 'node:events';
import { createServer, isIPv6, type Server } from 'node:net';
import type { DropReason } from '#domain/drop-reason.ts';
import { type AccessControl, accessAllows, compileAccessControl } from '#proxy/balance/access-control.ts';
import type { Client } from '#proxy/balance/algorithm.ts';
import { proxyProtocolHeader } from '#proxy/balance/proxy-protocol.ts';
import { localShortageOf } from '#proxy/local-shortage.ts';
import type { ConnectionEffect, TargetPlan } from '../engine.ts';
import { Leaving } from '../leaving.ts';
import { type ListenerState, type MembershipChange, membershipChange } from '../membership.ts';
import { enter, type ListenerContext, leave } from './listener-options.ts';
import { PersistentTargets } from './persistent-targets.ts';
import { Targets } from './targets.ts';
import { type ConnectionHost, TcpConnection } from './tcp-connection.ts';
import type { Peer, TcpSide } from './tcp-side.ts';

/** Linux cuts it to net.core.somaxconn. */
const ACCEPT_QUEUE_LENGTH = 4096;
/** Stands for a client whose address nobody asks for. */
const UNKNOWN: Peer = { address: '', port: 0 };

/** One open TCP port and the connections that came through it. */
export class TcpListener implements ConnectionHost {
  readonly #context: ListenerContext;
  readonly #server: Server;
  readonly #connections = new Set<TcpConnection>();
  readonly #leaving = new Leaving();
  readonly #targets: Targets;
  readonly #persistence: PersistentTargets;
  #state: ListenerState;
  #accessControl: AccessControl | null;
  #whenEmpty: (() => void) | undefined;

  constructor(state: ListenerState, context: ListenerContext) {
    this.#state = state;
    this.#context = context;
    this.#targets = new Targets(state, context.traffic);
    this.#persistence = new PersistentTargets(state.plan.id, this.#targets, context.persistence);
    this.#accessControl = state.plan.accessControl && compileAccessControl(state.plan.accessControl);
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    this.#persistence.configure(state.plan);
  }

  get transport() {
    return this.#context.transport;
  }

  get deadlines() {
    return this.#context.deadlines;
  }

  get traffic() {
    return this.#context.traffic;
  }

  get connectTimeoutMs(): number {
    return this.#state.plan.connectTimeoutMs;
  }

  get idleTimeoutMs(): number {
    return this.#state.plan.idleTimeoutMs;
  }

  get shareIn() {
    return this.#context.bandwidth.shareIn;
  }

  get shareOut() {
    return this.#context.bandwidth.shareOut;
  }

  get openCount(): number {
    return this.#connections.size;
  }

  /** Rejects with the system's error when the port cannot be opened. */
  async open(): Promise<void> {
    const { address, port } = this.#state.plan;
    const exclusive = !this.#context.shareSockets;
    this.#server.listen({ host: address, port, backlog: ACCEPT_QUEUE_LENGTH, exclusive, ipv6Only: isIPv6(address) });
    await once(this.#server, 'listening');
    this.#context.transport.accept(
      this.#server,
      (client) => this.#accept(client),
      // Out of descriptors: libuv takes the waiting connections and closes them, so neither loss of the port nor a
      // busy loop follows; each report stands for clients turned away.
      (code) => {
        this.traffic.drop('shortage');
        this.#context.onProblem(`A connection was turned away: ${localShortageOf(code) ?? code}`);
      },
    );
  }

  /**
   * Open connections stay where they are, except those of members that have lost their traffic. Throws when the access
   * control cannot be read, and then nothing has changed.
   */
  update(state: ListenerState): ConnectionEffect {
    const before = this.#state;
    const open = this.openCount;
    const change = membershipChange(before, state);
    if (state.plan !== before.plan) {
      this.#accessControl = state.plan.accessControl && compileAccessControl(state.plan.accessControl);
    }
    this.#state = state;
    this.#targets.update(state, change);
    this.#persistence.configure(state.plan);
    if (state.plan.idleTimeoutMs !== before.plan.idleTimeoutMs) {
      for (const connection of this.#connections) {
        connection.lookSoon();
      }
    }
    const cut = this.#letGo(change);
    return { kept: open - cut, cut };
  }

  /** Closes the port at once; resolves when it is free. Connections go on. */
  async stopAccepting(): Promise<void> {
    if (this.#server.listening) {
      // `close` calls back only after the last connection; the port itself is free when it returns.
      this.#server.close();
    }
  }

  /** Resolves when the last connection has ended. */
  async drained(): Promise<void> {
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
  }

  /** Closes the port and resets every connection. */
  async close(): Promise<void> {
    await this.stopAccepting();
    this.#leaving.stop();
    for (const connection of this.#connections) {
      connection.reset();
    }
    this.#persistence.forget();
  }

  retryTarget(failed: TargetPlan): TargetPlan | null {
    return this.#targets.retry(failed);
  }

  greeting(client: Peer): Uint8Array | null {
    const { proxyProtocol, address, port } = this.#state.plan;
    return proxyProtocol ? proxyProtocolHeader({ protocol: 'tcp', ...clientOf(client, address, port) }) : null;
  }

  connectFailed(code: string): void {
    const shortage = localShortageOf(code);
    if (shortage !== undefined) {
      this.traffic.drop('shortage');
      this.#context.onProblem(`A connection was turned away: ${shortage}`);
    }
  }

  connectionClosed(connection: TcpConnection): void {
    this.#connections.delete(connection);
    this.traffic.totals.connectionsCurrent -= 1;
    leave(this.#context, 'connection');
    if (connection.persistentClient !== null) {
      this.#persistence.closed(connection.persistentClient);
    }
    if (this.#connections.size === 0) {
      this.#whenEmpty?.();
    }
  }

  #accept(side: TcpSide): void {
    const peer = this.#mustKnowClient() ? side.peer() : UNKNOWN;
    if (peer === null) {
      // It has reset the connection while it waited to be accepted.
      side.reset();
      return;
    }
    const reason = this.#accessControl && !accessAllows(this.#accessControl, peer.address) ? 'access-control' : this.#enter();
    if (reason !== null) {
      this.#refuse(side, reason);
      return;
    }
    const { address, port } = this.#state.plan;
    const target = this.#persistence.choose(clientOf(peer, address, port));
    if (target === null) {
      leave(this.#context, 'connection');
      this.#refuse(side, 'no-server');
      return;
    }
    this.traffic.totals.connectionsTotal += 1;
    this.traffic.totals.connectionsCurrent += 1;
    const connection = new TcpConnection(side, this, peer);
    this.#connections.add(connection);
    if (target instanceof Promise) {
      void target.then((settled) => this.#begin(connection, peer, settled));
    } else {
      this.#begin(connection, peer, target);
    }
  }

  #begin(connection: TcpConnection, peer: Peer, target: TargetPlan | null): void {
    if (connection.isClosed) {
      return;
    }
    if (target === null) {
      this.traffic.drop('no-server');
      connection.reset();
      return;
    }
    if (this.#persistence.isOn) {
      connection.persistentClient = peer.address;
      this.#persistence.opened(peer.address);
    }
    connection.dial(target);
  }

  #enter(): DropReason | null {
    return enter(this.#context, this.#connections.size, 'connection');
  }

  #refuse(side: TcpSide, reason: DropReason): void {
    this.traffic.drop(reason);
    side.reset();
  }

  /** It costs a system call for each connection. */
  #mustKnowClient(): boolean {
    return this.#accessControl !== null || this.#persistence.isOn || this.#state.plan.proxyProtocol || this.#targets.dependsOnClient;
  }

  /** Returns how many were cut at once. */
  #letGo({ moved, removed, failed, returned }: MembershipChange): number {
    const { targets, drainingMs } = this.#state.plan;
    let cut = 0;
    for (const id of returned) {
      this.#leaving.cancel(id);
    }
    if (moved && targets.kind === 'active-standby') {
      cut += this.#letGoMoved(moved, targets.onFailover);
    }
    for (const id of [...removed, ...failed]) {
      if (drainingMs !== null) {
        this.#leaving.after(id, drainingMs, () => this.#cut(this.#connectionsOf(id)));
      }
    }
    if (drainingMs === null && targets.kind === 'pool') {
      for (const id of removed) {
        cut += this.#cut(this.#connectionsOf(id));
      }
    }
    return cut;
  }

  #letGoMoved({ lostId, gainedId }: { lostId: string; gainedId: string }, { mode, drainMs }: { mode: string; drainMs: number }): number {
    this.#leaving.cancel(gainedId);
    const left = this.#connectionsOf(lostId);
    if (mode === 'reset') {
      return this.#cut(left);
    }
    if (mode === 'drain') {
      this.#leaving.after(lostId, drainMs, () => {
        // An edit may have given it the traffic back without a move.
        if (!this.#targets.isServing(lostId)) {
          this.#cut(left.filter((connection) => connection.memberId === lostId));
        }
      });
    }
    return 0;
  }

  #connectionsOf(memberId: string): TcpConnection[] {
    return [...this.#connections].filter((connection) => connection.memberId === memberId);
  }

  #cut(connections: readonly TcpConnection[]): number {
    return connections.filter((connection) => connection.leaveMember()).length;
  }
}

function clientOf(peer: Peer, serviceAddress: string, servicePort: number): Client {
  return { clientAddress: peer.address, clientPort: peer.port, serviceAddress, servicePort };
}
