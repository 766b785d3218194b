import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, run } from './processes.ts';
import { inNamespace, LINKS, type Namespaces } from './topology.ts';

const PREFIX = 'openslb-bench';
const COMMAND_MS = 10_000;
const END_MS = 3000;

/**
 * client -- balancer -- server, joined by virtual cables, and client -- kernel -- server beside it. Both in the middle
 * forward packets as well, so that the client can reach the server without a balancer's help, and the server sends what is
 * for the client's second address back through the kernel. Names carry the number of the process that owns them.
 */
export async function createNamespaces(): Promise<Namespaces> {
  const namespaces = namesFor(process.pid);
  try {
    for (const namespace of Object.values(namespaces)) {
      await ip('netns', 'add', namespace);
      await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    }
    await joinBalancer(namespaces);
    await joinKernel(namespaces);
    await tune(namespaces);
  } catch (error) {
    await removeNamespaces(namespaces);
    throw error;
  }
  return namespaces;
}

async function joinBalancer({ client, balancer, server }: Namespaces): Promise<void> {
  await link([client, 'eth0', LINKS.client.client], [balancer, 'client0', LINKS.client.balancer]);
  await link([server, 'eth0', LINKS.server.server], [balancer, 'server0', LINKS.server.balancer]);
  await ip('-n', server, 'addr', 'add', `${LINKS.server.standby}/${LINKS.prefixLength}`, 'dev', 'eth0');
  await ip('-n', client, 'route', 'add', 'default', 'via', LINKS.client.balancer);
  await ip('-n', server, 'route', 'add', 'default', 'via', LINKS.server.balancer);
  await ip('-n', balancer, 'route', 'add', 'local', LINKS.serviceNetwork, 'dev', 'lo');
  await ip('-n', server, 'route', 'add', 'local', LINKS.targetNetwork, 'dev', 'lo');
  await ip('-n', balancer, 'route', 'add', LINKS.targetNetwork, 'via', LINKS.server.server);
}

async function joinKernel({ client, kernel, server }: Namespaces): Promise<void> {
  await link([client, 'eth1', LINKS.kernelClient.client], [kernel, 'client0', LINKS.kernelClient.balancer]);
  await link([server, 'eth1', LINKS.kernelServer.server], [kernel, 'server0', LINKS.kernelServer.balancer]);
  await ip('-n', server, 'addr', 'add', `${LINKS.kernelServer.standby}/${LINKS.prefixLength}`, 'dev', 'eth1');
  await ip('-n', client, 'route', 'add', LINKS.kernelServiceNetwork, 'via', LINKS.kernelClient.balancer);
  await ip('-n', client, 'route', 'add', LINKS.kernelServerNetwork, 'via', LINKS.kernelClient.balancer);
  await ip('-n', server, 'route', 'add', LINKS.kernelClientNetwork, 'via', LINKS.kernelServer.balancer);
  await ip('-n', kernel, 'route', 'add', 'local', LINKS.kernelServiceNetwork, 'dev', 'lo');
  await ip('-n', server, 'route', 'add', 'local', LINKS.kernelTargetNetwork, 'dev', 'lo');
  await ip('-n', kernel, 'route', 'add', LINKS.kernelTargetNetwork, 'via', LINKS.kernelServer.server);
}

/** Ends what still runs inside, then removes them. */
export async function removeNamespaces(namespaces: Namespaces): Promise<void> {
  for (const namespace of Object.values(namespaces)) {
    if (existsSync(`/run/netns/${namespace}`)) {
      await endProcesses(namespace);
      await ip('netns', 'del', namespace);
    }
  }
}

/** Those of runs that were killed before they could clear up. */
export async function removeLeftoverNamespaces(): Promise<void> {
  const names = (await ip('netns', 'list')).split('\n').map((line) => line.split(' ')[0] ?? '');
  const owners = new Set(names.map((name) => new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1]));
  for (const owner of owners) {
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) {
      await removeNamespaces(namesFor(Number(owner)));
    }
  }
}

function namesFor(pid: number): Namespaces {
  const name = (part: string) => `${PREFIX}-${pid}-${part}`;
  return { client: name('client'), balancer: name('balancer'), kernel: name('kernel'), server: name('server') };
}

/** Namespace, name of the plug, and address of each end of a cable. */
type End = readonly [namespace: string, device: string, address: string];

async function link(one: End, other: End): Promise<void> {
  await ip('link', 'add', one[1], 'netns', one[0], 'type', 'veth', 'peer', 'name', other[1], 'netns', other[0]);
  for (const [namespace, device, address] of [one, other]) {
    await ip('-n', namespace, 'addr', 'add', `${address}/${LINKS.prefixLength}`, 'dev', device);
    await ip('-n', namespace, 'link', 'set', device, 'up');
  }
}

/** Enough client ports for short connections, none of them a port that a program under test listens on. */
async function tune(namespaces: Namespaces): Promise<void> {
  const settings = ['net.ipv4.ip_local_port_range=10000 65535', 'net.ipv4.tcp_tw_reuse=1', 'net.core.somaxconn=4096'];
  for (const namespace of Object.values(namespaces)) {
    await run(inNamespace(namespace, ['sysctl', '-qw', ...settings]), COMMAND_MS);
  }
  for (const namespace of [namespaces.balancer, namespaces.kernel]) {
    await run(inNamespace(namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']), COMMAND_MS);
  }
}

async function endProcesses(namespace: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = performance.now() + END_MS;
    let pids = await pidsIn(namespace);
    for (const pid of pids) {
      end(pid, signal);
    }
    while (pids.length > 0 && performance.now() < deadline) {
      await sleep(50);
      pids = await pidsIn(namespace);
    }
  }
}

async function pidsIn(namespace: string): Promise<number[]> {
  return (await ip('netns', 'pids', namespace)).split('\n').filter(Boolean).map(Number);
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

function ip(...args: string[]): Promise<string> {
  const command: Command = ['ip', ...args];
  return run(command, COMMAND_MS);
}
