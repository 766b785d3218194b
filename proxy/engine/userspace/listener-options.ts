import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerTraffic } from '../listener-traffic.ts';
import type { ListenerBandwidth } from './bandwidth-limit.ts';
import type { Capacity } from './capacity.ts';
import type { PersistenceBook } from './coordination.ts';
import type { Deadlines } from './deadlines.ts';
import type { DescriptorPurse } from './descriptor-budget.ts';
import type { TcpTransport } from './tcp-side.ts';

/** What the running listeners of both protocols get from the engine that owns them. */
export interface ListenerContext {
  traffic: ListenerTraffic;
  capacity: Capacity;
  bandwidth: ListenerBandwidth;
  descriptors: DescriptorPurse;
  persistence: PersistenceBook;
  transport: TcpTransport;
  deadlines: Deadlines;
  limits: UserspaceLimits;
  /** TCP: other processes of this worker listen on the same socket. */
  shareSockets: boolean;
  /** UDP: an older process of ours has the port still; see `UserspaceEngine.succeed`. */
  isSucceeding: boolean;
  onProblem: (reason: string) => void;
}

export interface UserspaceLimits {
  tcpConnectionsPerListenerMax: number;
  udpFlowIdleMs: number;
  /** From the documents of 2018 (data-plane 14). */
  udpFlowsPerListenerMax: number;
}

/** Descriptors that one connection, and one flow, hold. */
export const DESCRIPTORS = { connection: 2, flow: 1 } as const;

/**
 * Takes what a new connection or flow needs of this node and of its load balancer's ceilings; `leave` gives it back. Says
 * why there is none, and then nothing was taken.
 */
export function enter(context: ListenerContext, open: number, kind: keyof typeof DESCRIPTORS): DropReason | null {
  const { limits, descriptors, capacity, onProblem } = context;
  const max = kind === 'connection' ? limits.tcpConnectionsPerListenerMax : limits.udpFlowsPerListenerMax;
  const what = kind === 'connection' ? 'A connection was turned away' : 'A datagram of a new client was dropped';
  if (open >= max) {
    onProblem(`${what}: ${max} ${kind}s are open, which is the limit`);
    return 'node-limit';
  }
  if (!descriptors.take(DESCRIPTORS[kind])) {
    onProblem(
      `${what}: ${open} ${kind}s are open, and the rest of this process's descriptors is for the other listeners (raise ulimit -n)`,
    );
    return 'node-limit';
  }
  const reason = capacity.enter();
  if (reason !== null) {
    descriptors.give(DESCRIPTORS[kind]);
  }
  return reason;
}

export function leave(context: ListenerContext, kind: keyof typeof DESCRIPTORS): void {
  context.descriptors.give(DESCRIPTORS[kind]);
  context.capacity.leave();
}
