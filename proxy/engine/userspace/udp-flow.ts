import type { RemoteInfo, Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { Linked } from '#proxy/balance/linked-queue.ts';
import type { MemberCounters, TargetPlan } from '../engine.ts';
import type { Peer } from './tcp-side.ts';
import { isQueueFull, newUdpSocket } from './udp-socket.ts';

/** Datagrams that wait while a new flow's socket gets ready, which takes one turn of the event loop. */
const WAITING_DATAGRAMS_MAX = 64;

export interface FlowHost {
  replied(flow: UdpFlow, datagram: Buffer): void;
  /** To the server; payload only. */
  sent(flow: UdpFlow, bytes: number): void;
  notSent(count: number): void;
  /** The server or this node says no; the flow is of no use any more. */
  failed(flow: UdpFlow, error: Error): void;
}

/**
 * All datagrams between one client address and port and one server. It has a connected socket of its own, so that "port
 * unreachable" from the server is seen.
 */
export class UdpFlow implements Linked<UdpFlow> {
  readonly key: string;
  readonly client: Peer;
  readonly member: MemberCounters;
  readonly #host: FlowHost;
  readonly #socket: Socket;
  /** In front of each datagram; null: nothing. */
  readonly #header: Buffer | null;
  /** Null once the socket is ready. */
  #waiting: Buffer[] | null = [];
  /** Null until the socket is connected. */
  #server: AddressInfo | null = null;
  lastSeenAt = 0;
  isClosed = false;
  before: UdpFlow | null = null;
  after: UdpFlow | null = null;

  constructor(options: { key: string; client: Peer; target: TargetPlan; member: MemberCounters; header: Buffer | null; host: FlowHost }) {
    this.key = options.key;
    this.client = options.client;
    this.member = options.member;
    this.#header = options.header;
    this.#host = options.host;
    this.#socket = newUdpSocket(options.target.address);
    this.#connect(options.target);
  }

  /** To the server. */
  send(datagram: Buffer): void {
    if (this.#waiting === null) {
      this.#sendNow(datagram);
    } else if (this.#waiting.length < WAITING_DATAGRAMS_MAX) {
      this.#waiting.push(datagram);
    } else {
      this.#host.notSent(1);
    }
  }

  close(): void {
    if (this.isClosed) {
      return;
    }
    this.isClosed = true;
    if (this.#waiting && this.#waiting.length > 0) {
      this.#host.notSent(this.#waiting.length);
    }
    this.#socket.close();
  }

  #connect({ address, port }: TargetPlan): void {
    this.#socket.on('error', (error) => this.isClosed || this.#host.failed(this, error));
    this.#socket.on('message', (datagram, sender) => this.#receive(datagram, sender));
    this.#socket.on('connect', () => {
      const waiting = this.isClosed ? [] : (this.#waiting ?? []);
      this.#server = this.isClosed ? null : this.#socket.remoteAddress();
      this.#waiting = null;
      for (const datagram of waiting) {
        this.#sendNow(datagram);
      }
    });
    this.#socket.connect(port, address);
  }

  /** Between its binding and its connecting the socket takes datagrams from anybody; the system keeps them. */
  #receive(datagram: Buffer, sender: RemoteInfo): void {
    if (!this.isClosed && sender.port === this.#server?.port && sender.address === this.#server.address) {
      this.#host.replied(this, datagram);
    }
  }

  #sendNow(datagram: Buffer): void {
    if (this.isClosed || isQueueFull(this.#socket)) {
      this.#host.notSent(1);
      return;
    }
    this.#socket.send(this.#header === null ? datagram : [this.#header, datagram], (error) => {
      if (error === null) {
        this.#host.sent(this, datagram.length);
        return;
      }
      this.#host.notSent(1);
      // One datagram that is too large says nothing about the server.
      if (!this.isClosed && !('code' in error && error.code === 'EMSGSIZE')) {
        this.#host.failed(this, error);
      }
    });
  }
}
