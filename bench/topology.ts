import type { Command } from './processes.ts';

/** Names of the network namespaces of a run. */
export interface Namespaces {
  client: string;
  balancer: string;
  /** Of the balancer that is the kernel itself: its rules make the kernel track every packet there, which nobody else shall pay for. */
  kernel: string;
  server: string;
}

/** Where the servers stand behind a balancer, and where it listens. */
export interface Path {
  readonly balancerAddress: string;
  /** Addresses of the one server that gets the traffic and of the one that stands by. */
  readonly serverAddress: string;
  readonly standbyAddress: string;
  /** Networks in which every address is local: of service addresses, and of servers. */
  readonly serviceNetwork: string;
  readonly targetNetwork: string;
}

/** A second way from client to servers, through a host that forwards in its kernel. */
export interface KernelPath extends Path {
  /** Starts a program on that host. */
  inBalancer(command: Command): Command;
}

/** Where client, balancer and servers stand and how a program is started there. */
export interface Topology extends Path {
  /** Null: all on loopback. */
  readonly namespaces: Namespaces | null;
  /** Null on loopback. */
  readonly kernel: KernelPath | null;
  inClient(command: Command): Command;
  inServer(command: Command): Command;
}

export const LINKS = {
  client: { client: '10.200.1.2', balancer: '10.200.1.1' },
  server: { server: '10.200.2.2', standby: '10.200.2.3', balancer: '10.200.2.1' },
  kernelClient: { client: '10.200.3.2', balancer: '10.200.3.1' },
  kernelServer: { server: '10.200.4.2', standby: '10.200.4.3', balancer: '10.200.4.1' },
  kernelClientNetwork: '10.200.3.0/24',
  kernelServerNetwork: '10.200.4.0/24',
  prefixLength: 24,
  serviceNetwork: '10.201.0.0/16',
  targetNetwork: '10.202.0.0/16',
  kernelServiceNetwork: '10.203.0.0/16',
  kernelTargetNetwork: '10.204.0.0/16',
} as const;

/** To be used by a process inside the balancer's namespace, or outside of any. */
export function createTopology(namespaces: Namespaces | null): Topology {
  if (namespaces === null) {
    return {
      namespaces,
      kernel: null,
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
    kernel: {
      balancerAddress: LINKS.kernelClient.balancer,
      serverAddress: LINKS.kernelServer.server,
      standbyAddress: LINKS.kernelServer.standby,
      serviceNetwork: LINKS.kernelServiceNetwork,
      targetNetwork: LINKS.kernelTargetNetwork,
      inBalancer: (command) => inNamespace(namespaces.kernel, command),
    },
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
