import { availableParallelism } from 'node:os';
import { accepts } from '../load/web-server.ts';
import { openFilesMax } from '../machine.ts';
import type { Topology } from '../topology.ts';
import { startConfigured } from './configured.ts';
import { type Peer, portOf, SERVICES } from './peer.ts';

/** It needs two descriptors a connection and refuses to start when the limit does not allow for all of them. */
const CONNECTIONS_MAX = 40_000;
const DESCRIPTORS_SPARE = 500;

/** TCP mode, a thread a core, else as it comes. */
export function startHaproxy(topology: Topology): Promise<Peer> {
  const proxies = SERVICES.map((service) => {
    const port = portOf(service, 'haproxy');
    return `listen ${service}
  bind ${topology.balancerAddress}:${port}
  server active ${topology.serverAddress}:${port}
  server standby ${topology.standbyAddress}:${port} backup`;
  });
  const connectionsMax = Math.min(CONNECTIONS_MAX, Math.floor((openFilesMax() - DESCRIPTORS_SPARE) / 2));
  return start(topology, proxies.join('\n'), connectionsMax);
}

/** HAProxy that does nothing but probe: a TCP connect to each address every two seconds. */
export function startProbingHaproxy(topology: Topology, addresses: readonly string[], port: number): Promise<Peer> {
  const servers = addresses.map((address, index) => `  server s${index} ${address}:${port} check inter 2s fall 3 rise 3`);
  return start(topology, `listen probed\n  bind ${topology.balancerAddress}:${portOf('web', 'haproxy')}\n${servers.join('\n')}`, 100);
}

function start(topology: Topology, proxies: string, connectionsMax: number): Promise<Peer> {
  return startConfigured({
    name: 'haproxy',
    address: topology.balancerAddress,
    serverAddress: topology.serverAddress,
    command: (file) => ['haproxy', '-db', '-f', file],
    isReady: () => accepts(topology.balancerAddress, portOf('web', 'haproxy')),
    configuration: `global
  nbthread ${availableParallelism()}
  maxconn ${connectionsMax}
defaults
  mode tcp
  timeout connect 5s
  timeout client 900s
  timeout server 900s
${proxies}
`,
  });
}
