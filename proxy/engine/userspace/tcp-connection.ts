import { connect, type Socket } from 'node:net';
import { localShortage } from '#proxy/local-shortage.ts';
import type { MemberCounters, TargetPlan, TrafficCounters } from '../engine.ts';
import { countConnectTime, type ListenerTraffic } from './listener-traffic.ts';

export interface TcpConnectionOptions {
  client: Socket;
  target: TargetPlan;
  /** Where to go instead when `failed` did not accept the connection; null: nowhere. Asked once. */
  retryTarget: (failed: TargetPlan) => TargetPlan | null;
  connectTimeoutMs: number;
  idleTimeoutMs: number;
  traffic: ListenerTraffic;
  onClosed: (connection: TcpConnection) => void;
  onConnectError: (error: unknown) => void;
}

/**
 * One client joined to one server.
 *
 * connecting -> joined on the server's SYN+ACK; -> connecting to the retry target, once, or else -> closed, when the
 * server cannot be reached (client gets RST).
 * joined -> closed when both directions have ended, one side resets, or no byte passes for the idle time.
 *
 * Promises: an end of one direction leaves the other open; a reset on one side is a reset on the other; the
 * side that sends is not read from while the other one is full, so at most one read is buffered per direction;
 * nothing is read from the client before the server has answered, so a retry loses and repeats nothing.
 */
export class TcpConnection {
  readonly #client: Socket;
  readonly #totals: TrafficCounters;
  readonly #options: TcpConnectionOptions;
  #target: TargetPlan;
  #member: MemberCounters;
  #server: Socket;
  #idleTimeoutMs: number;
  #connectTimer: NodeJS.Timeout | undefined;
  #dialledAt = 0;
  #isRetry = false;
  #isJoined = false;
  #openSides = 2;

  constructor(options: TcpConnectionOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#totals = options.traffic.totals;
    this.#idleTimeoutMs = options.idleTimeoutMs;
    this.#client.on('error', () => this.#resetOther(this.#server));
    this.#client.on('close', () => this.#closeSide());
    this.#target = options.target;
    this.#member = this.#begin();
    this.#server = this.#dial();
  }

  /** The member that it is joined to, or shall be. */
  get memberId(): string {
    return this.#target.memberId;
  }

  /** Cuts what is joined; what is still connecting may go where a retry would. */
  leaveMember(): void {
    if (this.#isJoined || !this.#retry()) {
      this.reset();
    }
  }

  setIdleTimeout(idleTimeoutMs: number): void {
    this.#idleTimeoutMs = idleTimeoutMs;
    if (this.#isJoined) {
      this.#client.setTimeout(idleTimeoutMs);
    }
  }

  /** Cuts both sides with a reset. */
  reset(): void {
    this.#resetOther(this.#client);
    this.#resetOther(this.#server);
  }

  #begin(): MemberCounters {
    const member = this.#options.traffic.member(this.#target.memberId);
    member.connectionsTotal += 1;
    member.connectionsCurrent += 1;
    return member;
  }

  #dial(): Socket {
    this.#dialledAt = performance.now();
    const { address: host, port } = this.#target;
    const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.#connectTimer = setTimeout(() => this.#failConnect(), this.#options.connectTimeoutMs);
    // A socket that a retry has replaced has nothing to say any more.
    const isCurrent = () => server === this.#server;
    server.on('connect', () => isCurrent() && this.#join());
    server.on('error', (error) => isCurrent() && this.#failServer(error));
    server.on('close', () => isCurrent() && this.#closeSide());
    return server;
  }

  #failServer(error: Error): void {
    if (this.#isJoined) {
      this.#resetOther(this.#client);
    } else {
      this.#options.onConnectError(error);
      this.#failConnect(error);
    }
  }

  #join(): void {
    this.#isJoined = true;
    countConnectTime(this.#member, performance.now() - this.#dialledAt);
    clearTimeout(this.#connectTimer);
    this.#splice(this.#client, this.#server, 'bytesInTotal');
    this.#splice(this.#server, this.#client, 'bytesOutTotal');
    // Every byte of either direction passes the client's socket, so its timer is the connection's.
    this.#client.setTimeout(this.#idleTimeoutMs);
    this.#client.on('timeout', () => this.reset());
    this.#client.resume();
  }

  #splice(from: Socket, to: Socket, total: 'bytesInTotal' | 'bytesOutTotal'): void {
    from.on('data', (chunk) => {
      this.#totals[total] += chunk.length;
      this.#member[total] += chunk.length;
      if (!to.write(chunk)) {
        from.pause();
      }
    });
    to.on('drain', () => from.resume());
    from.on('end', () => to.end());
  }

  #failConnect(error?: Error): void {
    if (this.#isJoined || this.#client.destroyed) {
      return;
    }
    this.#totals.connectErrorsTotal += 1;
    this.#member.connectErrorsTotal += 1;
    // What this host has too little of, a second attempt would lack as well.
    const isLocal = error !== undefined && localShortage(error) !== undefined;
    if (isLocal || !this.#retry()) {
      this.reset();
    }
  }

  #retry(): boolean {
    const target = this.#isRetry ? null : this.#options.retryTarget(this.#target);
    if (target === null || this.#client.destroyed) {
      return false;
    }
    this.#isRetry = true;
    clearTimeout(this.#connectTimer);
    const abandoned = this.#server;
    this.#member.connectionsCurrent -= 1;
    this.#target = target;
    this.#member = this.#begin();
    this.#server = this.#dial();
    abandoned.destroy();
    return true;
  }

  #resetOther(socket: Socket): void {
    if (socket.destroyed) {
      return;
    }
    if (socket.connecting) {
      // Node would wait for the connection before it resets it.
      socket.destroy();
    } else {
      socket.resetAndDestroy();
    }
  }

  #closeSide(): void {
    clearTimeout(this.#connectTimer);
    this.#openSides -= 1;
    if (this.#openSides > 0) {
      if (!this.#isJoined) {
        this.reset();
      } else if (this.#client.destroyed) {
        // The client's timer has ended with it; what is left must not wait for ever for a server that does not read.
        this.#server.setTimeout(this.#idleTimeoutMs, () => this.reset());
      }
      return;
    }
    this.#member.connectionsCurrent -= 1;
    this.#options.onClosed(this);
  }
}
