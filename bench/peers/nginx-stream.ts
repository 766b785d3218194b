import { accepts } from '../load/web-server.ts';
import { openFilesMax } from '../machine.ts';
import { nginxStreamModule } from '../tools.ts';
import type { Topology } from '../topology.ts';
import { startConfigured } from './configured.ts';
import { type Peer, portOf, type Service } from './peer.ts';

/** Two a connection; enough for each worker process to take all of them. */
const CONNECTIONS_PER_WORKER = 65_536;

/** Stream module, a process a core, else as it comes; UDP with `reuseport`, without which flows fall apart. */
export function startNginxStream(topology: Topology): Promise<Peer> {
  const server = (service: Service, listenOptions = '') => {
    const port = portOf(service, 'nginx');
    return `  server { listen ${topology.balancerAddress}:${port}${listenOptions}; proxy_pass ${service}; }`;
  };
  const upstream = (service: Service) => {
    const port = portOf(service, 'nginx');
    return `  upstream ${service} { server ${topology.serverAddress}:${port}; server ${topology.standbyAddress}:${port} backup; }`;
  };
  return startConfigured({
    name: 'nginx',
    address: topology.balancerAddress,
    serverAddress: topology.serverAddress,
    command: (file, folder) => ['nginx', '-p', folder, '-c', file, '-e', 'stderr'],
    isReady: () => accepts(topology.balancerAddress, portOf('web', 'nginx')),
    configuration: `${nginxStreamModule() ?? ''}
daemon off;
worker_processes auto;
pid nginx.pid;
error_log stderr error;
events { worker_connections ${Math.min(CONNECTIONS_PER_WORKER, openFilesMax() - 100)}; }
stream {
  proxy_connect_timeout 5s;
  proxy_timeout 900s;
${upstream('web')}
${upstream('iperf')}
${server('web')}
${server('iperf')}
${server('iperf', ' udp reuseport')}
}
`,
  });
}
