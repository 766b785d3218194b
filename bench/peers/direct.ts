import type { Topology } from '../topology.ts';
import type { Peer } from './peer.ts';

const nothing = { pid: null, stop: async () => {} };

/** No balancer: the client's packets are routed to the server by a kernel without any rules. */
export function startDirect({ serverAddress }: Topology): Peer {
  return { ...nothing, name: 'direct', address: serverAddress, serverAddress };
}

/**
 * No balancer either, but through the host of the kernel engine, whose rules let these packets pass: what connection tracking
 * alone costs, as on any router with a stateful firewall.
 */
export function startTracked({ kernel }: Topology): Peer {
  if (kernel === null) {
    throw new Error('There is no host that forwards in its kernel.');
  }
  return { ...nothing, name: 'tracked', address: kernel.serverAddress, serverAddress: kernel.serverAddress };
}
