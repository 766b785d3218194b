export const PEER_NAMES = ['direct', 'tracked', 'openslb-kernel', 'openslb', 'haproxy', 'nginx'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

export const PEER_TITLES: Record<PeerName, string> = {
  direct: 'No balancer',
  tracked: 'No balancer, tracked',
  'openslb-kernel': 'OpenSLB kernel',
  openslb: 'OpenSLB userspace',
  haproxy: 'HAProxy',
  nginx: 'nginx stream',
};

/** What stands behind the balancer: nginx for requests over TCP, iperf3 for bulk over TCP and for UDP. */
export type Service = 'web' | 'iperf';
export const SERVICES: readonly Service[] = ['web', 'iperf'];

const FIRST_PORT: Record<Service, number> = { web: 8000, iperf: 5200 };

/**
 * The port of a service on the path of a peer, the same one at balancer and server. Each path has its own: to a
 * server, connections of another path that are still in time-wait would make new ones look stale.
 */
export function portOf(service: Service, peer: PeerName): number {
  return FIRST_PORT[service] + PEER_NAMES.indexOf(peer);
}

/** Those whose packets pass the host that forwards in its kernel. */
export const KERNEL_PEERS: readonly PeerName[] = ['tracked', 'openslb-kernel'];

/** A way from client to server that is in force. */
export interface Peer {
  readonly name: PeerName;
  /** Where the client finds the services. */
  readonly address: string;
  /** Where the server stands that gets the traffic. */
  readonly serverAddress: string;
  /** The first process of the balancer, whose descendants belong to it; null without a balancer. */
  readonly pid: number | null;
  stop(): Promise<void>;
}
