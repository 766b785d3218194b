import type { ListenerRouting } from '../engine.ts';
import type { ListenerTraffic } from './listener-traffic.ts';

/** What the running listeners of both protocols get from the engine that owns them. */
export interface ListenerContext {
  traffic: ListenerTraffic;
  /** Asked for every new connection and every datagram, so that a verdict takes effect at once. */
  routing: () => ListenerRouting;
  limits: UserspaceLimits;
  /** TCP: other processes of the cluster accept on the same port. */
  shareSockets: boolean;
  onProblem: (reason: string) => void;
}

export interface UserspaceLimits {
  /** Each connection holds two descriptors and up to two buffers of 64 KiB. */
  tcpConnectionsPerListenerMax: number;
  udpFlowIdleMs: number;
  /** Each flow holds one descriptor. */
  udpFlowsPerListenerMax: number;
}
