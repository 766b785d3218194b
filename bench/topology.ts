import type { Command } from './processes.ts';

/** Names of the network namespaces of a run. */
export interface Namespaces {
  client: string;
  balancer: string;
  server: string;
}

/** Where client, balancer and servers stand and how a program is started there. */
export interface Topology {
  /** Null: all on loopback. */
  readonly namespaces: Namespaces | null;
  /** Where the load balancers listen. */
  readonly balancerAddress: string;
  /** Addresses of the one server that gets the traffic and of the one that stands by. */
  readonly serverAddress: string;
  readonly standbyAddress: string;
  /** Networks in which every address is local: of service addresses, and of servers. */
  readonly serviceNetwork: string;
  readonly targetNetwork: string;
  inClient(command: Command): Command;
  inServer(command: Command): Command;
}

export const LINKS = {
  client: { client: '10.200.1.2', balancer: '10.200.1.1' },
  server: { server: '10.200.2.2', standby: '10.200.2.3', balancer: '10.200.2.1' },
  prefixLength: 24,
  serviceNetwork: '10.201.0.0/16',
  targetNetwork: '10.202.0.0/16',
} as const;

/** To be used by a process inside the balancer's namespace, or outside of any. */
export function createTopology(namespaces: Namespaces | null): Topology {
  if (namespaces === null) {
    return {
      namespaces,
      balancerAddress: '127.100.0.1',
      serverAddress: '127.101.0.1',
      standbyAddress: '127.101.0.2',
      serviceNetwork: '127.102.0.0/16',
      targetNetwork: '127.103.0.0/16',
      inClient: (command) => command,
      inServer: (command) => command,
    };
  }
  return {
    namespaces,
    balancerAddress: LINKS.client.balancer,
    serverAddress: LINKS.server.server,
    standbyAddress: LINKS.server.standby,
    serviceNetwork: LINKS.serviceNetwork,
    targetNetwork: LINKS.targetNetwork,
    inClient: (command) => inNamespace(namespaces.client, command),
    inServer: (command) => inNamespace(namespaces.server, command),
  };
}

/** `ip` becomes the program, so the process has the number that the caller sees. */
export function inNamespace(namespace: string, command: Command): Command {
  return ['ip', 'netns', 'exec', namespace, ...command];
}
