import type { Topology } from '../topology.ts';
import type { Peer } from './peer.ts';

/** No balancer: the client's packets are routed to the server by the kernel. */
export function startDirect(topology: Topology): Peer {
  return { name: 'direct', address: topology.serverAddress, pid: null, stop: async () => {} };
}
