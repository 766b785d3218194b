/** Why a worker turned a connection or a datagram away; stands in metrics, minute rows and views. */
export const DROP_REASONS = [
  /** An access control list says no. */
  'access-control',
  /** No member may receive: none there, all unhealthy, or all of weight 0. */
  'no-server',
  /** The specification's ceiling of open connections (data-plane 14). */
  'connection-limit',
  /** The specification's ceiling of new connections per second. */
  'rate-limit',
  /** This node's own limit: connections of a listener, or its table of UDP flows. */
  'node-limit',
  /** This node lacks descriptors, ports or memory. */
  'shortage',
  /** A datagram beyond the bandwidth of its listener or instance. */
  'bandwidth',
  /** A datagram that found a full queue or could not be sent. */
  'send',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
