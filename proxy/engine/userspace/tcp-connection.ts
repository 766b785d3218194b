import type { BandwidthShare } from '#proxy/balance/bandwidth-share.ts';
import { localShortageOf } from '#proxy/local-shortage.ts';
import type { MemberCounters, TargetPlan } from '../engine.ts';
import { countConnectTime, type ListenerTraffic } from '../listener-traffic.ts';
import type { Dated, Deadlines } from './deadlines.ts';
import { NOBODY, type Peer, type TcpSide, type TcpSideOwner, type TcpTransport } from './tcp-side.ts';

/** What all connections of a listener have in common; read at the moment of use, so an edit reaches open connections. */
export interface ConnectionHost {
  readonly transport: TcpTransport;
  readonly deadlines: Deadlines;
  readonly traffic: ListenerTraffic;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Client to server, and back. */
  readonly shareIn: BandwidthShare;
  readonly shareOut: BandwidthShare;
  /** Where to go instead when `failed` did not accept the connection; null: nowhere. Asked once. */
  retryTarget(failed: TargetPlan): TargetPlan | null;
  /** What the server gets before the first byte of the client; null: nothing. */
  greeting(client: Peer): Uint8Array | null;
  connectFailed(code: string): void;
  connectionClosed(connection: TcpConnection): void;
}

/**
 * One client joined to one server.
 *
 * choosing -> connecting when it has a target.
 * connecting -> joined on the server's SYN+ACK; -> connecting to the retry target, once, or else -> closed, when the
 * server cannot be reached (client gets RST).
 * joined -> closed when both directions have ended, one side resets, or no byte passes for the idle time.
 *
 * Promises: an end of one direction leaves the other open; a reset on one side is a reset on the other; the
 * side that sends is not read from while the other one is full or its bandwidth is used up, so at most one read is
 * buffered per direction; nothing is read from the client before the server has answered, so a retry loses and repeats
 * nothing.
 */
export class TcpConnection implements TcpSideOwner, Dated {
  /** Of `Deadlines`. */
  tick = 0;
  readonly client: TcpSide;
  /** The client's address, if it counts for persistence. */
  persistentClient: string | null = null;
  readonly #host: ConnectionHost;
  readonly #peer: Peer;
  #server: TcpSide | null = null;
  #target: TargetPlan | null = null;
  #member: MemberCounters | null = null;
  #state: 'choosing' | 'connecting' | 'joined' | 'closed' = 'choosing';
  #isRetry = false;
  #dialledAt = 0;
  #lastActivity = 0;
  /** Take back what waits for bandwidth. */
  #cancelIn: (() => void) | null = null;
  #cancelOut: (() => void) | null = null;

  constructor(client: TcpSide, host: ConnectionHost, peer: Peer) {
    this.client = client;
    this.#host = host;
    this.#peer = peer;
    client.owner = this;
  }

  /** The member that it is joined to, or shall be. */
  get memberId(): string | null {
    return this.#target?.memberId ?? null;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Once, or again for a retry. */
  dial(target: TargetPlan): void {
    const member = this.#host.traffic.member(target.memberId);
    member.connectionsTotal += 1;
    member.connectionsCurrent += 1;
    this.#target = target;
    this.#member = member;
    this.#state = 'connecting';
    this.#dialledAt = performance.now();
    this.#host.deadlines.set(this, this.#dialledAt + this.#host.connectTimeoutMs);
    this.#server = this.#host.transport.dial(target, this);
  }

  /** Cuts what is joined; what is still connecting may go where a retry would. False: it did, and goes on. */
  leaveMember(): boolean {
    if (this.#state === 'connecting' && this.#retry()) {
      return false;
    }
    this.reset();
    return true;
  }

  /** The idle time has changed. */
  lookSoon(): void {
    if (this.#state === 'joined') {
      this.#host.deadlines.set(this, 0);
    }
  }

  /** Cuts both sides with a reset. */
  reset(): void {
    this.client.reset();
    this.#server?.reset();
  }

  look(now: number): number | null {
    if (this.#state === 'connecting') {
      const dueAt = this.#dialledAt + this.#host.connectTimeoutMs;
      if (now < dueAt) {
        return dueAt;
      }
      this.#failConnect(undefined);
    } else if (this.#state === 'joined') {
      const dueAt = this.#lastActivity + this.#host.idleTimeoutMs;
      if (now < dueAt) {
        return dueAt;
      }
      this.reset();
    }
    return null;
  }

  sideConnected(server: TcpSide): void {
    const member = this.#member;
    if (server !== this.#server || this.#state !== 'connecting' || !member) {
      return;
    }
    this.#state = 'joined';
    const now = performance.now();
    countConnectTime(member, now - this.#dialledAt);
    this.#lastActivity = now;
    if (this.#host.idleTimeoutMs < this.#host.connectTimeoutMs) {
      this.#host.deadlines.set(this, now + this.#host.idleTimeoutMs);
    }
    const greeting = this.#host.greeting(this.#peer);
    server.startReading();
    if (greeting === null || server.write(greeting)) {
      this.client.startReading();
    }
  }

  sideFailed(side: TcpSide, code: string): void {
    if (side === this.client) {
      this.#server?.reset();
    } else if (side === this.#server && this.#state === 'connecting') {
      this.#host.connectFailed(code);
      this.#failConnect(code);
    } else if (side === this.#server) {
      this.client.reset();
    }
  }

  sideRead(side: TcpSide, chunk: Uint8Array): void {
    const isIn = side === this.client;
    const to = isIn ? this.#server : this.client;
    if (!to) {
      return;
    }
    const share = isIn ? this.#host.shareIn : this.#host.shareOut;
    if (!share.take(chunk.length)) {
      this.#hold(side, to, chunk, share);
    } else if (!this.#pass(side, to, chunk)) {
      side.stopReading();
    }
  }

  sideEnded(side: TcpSide): void {
    const to = side === this.client ? this.#server : this.client;
    to?.end();
  }

  sideDrained(side: TcpSide): void {
    this.#lastActivity = this.#host.deadlines.now;
    const from = side === this.client ? this.#server : this.client;
    from?.startReading();
  }

  sideClosed(side: TcpSide): void {
    if ((side !== this.client && side !== this.#server) || this.#state === 'closed') {
      return;
    }
    if (this.client.isClosed && (this.#server === null || this.#server.isClosed)) {
      this.#finish();
    } else if (this.#state !== 'joined') {
      this.reset();
    }
  }

  /** False: `from` must not be read for now. */
  #pass(from: TcpSide, to: TcpSide, chunk: Uint8Array): boolean {
    this.#lastActivity = this.#host.deadlines.now;
    const key = from === this.client ? 'bytesInTotal' : 'bytesOutTotal';
    this.#host.traffic.totals[key] += chunk.length;
    if (this.#member) {
      this.#member[key] += chunk.length;
    }
    return to.write(chunk);
  }

  #hold(from: TcpSide, to: TcpSide, chunk: Uint8Array, share: BandwidthShare): void {
    const proceed = () => {
      this.#setCancel(from, null);
      if (this.#pass(from, to, chunk)) {
        from.startReading();
      }
    };
    from.stopReading();
    const cancel = share.ask(chunk.length, proceed);
    if (cancel) {
      this.#setCancel(from, cancel);
    } else {
      proceed();
    }
  }

  #setCancel(from: TcpSide, cancel: (() => void) | null): void {
    if (from === this.client) {
      this.#cancelIn = cancel;
    } else {
      this.#cancelOut = cancel;
    }
  }

  /** `code` undefined: it took too long. */
  #failConnect(code: string | undefined): void {
    this.#host.traffic.totals.connectErrorsTotal += 1;
    if (this.#member) {
      this.#member.connectErrorsTotal += 1;
    }
    // What this host has too little of, a second attempt would lack as well.
    if (localShortageOf(code ?? '') !== undefined || !this.#retry()) {
      this.reset();
    }
  }

  #retry(): boolean {
    const target = this.#isRetry || this.client.isClosed || !this.#target ? null : this.#host.retryTarget(this.#target);
    const abandoned = this.#server;
    if (target === null || !abandoned || !this.#member) {
      return false;
    }
    this.#isRetry = true;
    this.#member.connectionsCurrent -= 1;
    abandoned.owner = NOBODY;
    abandoned.reset();
    this.dial(target);
    return true;
  }

  #finish(): void {
    this.#state = 'closed';
    this.#host.deadlines.delete(this);
    this.#cancelIn?.();
    this.#cancelOut?.();
    if (this.#member) {
      this.#member.connectionsCurrent -= 1;
    }
    this.#host.connectionClosed(this);
  }
}
