import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, run } from './processes.ts';
import { inNamespace, LINKS, type Namespaces } from './topology.ts';

const PREFIX = 'openslb-bench';
const COMMAND_MS = 10_000;
const END_MS = 3000;

/**
 * client -- balancer -- server, joined by virtual cables. The balancer forwards packets as well, so that the client
 * can reach the server without a balancer's help. Names carry the number of the process that owns them.
 */
export async function createNamespaces(): Promise<Namespaces> {
  const namespaces = namesFor(process.pid);
  try {
    for (const namespace of Object.values(namespaces)) {
      await ip('netns', 'add', namespace);
      await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    }
    await link(namespaces.client, LINKS.client.client, namespaces.balancer, LINKS.client.balancer);
    await link(namespaces.server, LINKS.server.server, namespaces.balancer, LINKS.server.balancer);
    await ip('-n', namespaces.server, 'addr', 'add', `${LINKS.server.standby}/${LINKS.prefixLength}`, 'dev', 'eth0');
    await ip('-n', namespaces.client, 'route', 'add', 'default', 'via', LINKS.client.balancer);
    await ip('-n', namespaces.server, 'route', 'add', 'default', 'via', LINKS.server.balancer);
    await ip('-n', namespaces.balancer, 'route', 'add', 'local', LINKS.serviceNetwork, 'dev', 'lo');
    await ip('-n', namespaces.server, 'route', 'add', 'local', LINKS.targetNetwork, 'dev', 'lo');
    await ip('-n', namespaces.balancer, 'route', 'add', LINKS.targetNetwork, 'via', LINKS.server.server);
    await tune(namespaces);
  } catch (error) {
    await removeNamespaces(namespaces);
    throw error;
  }
  return namespaces;
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
  return { client: name('client'), balancer: name('balancer'), server: name('server') };
}

async function link(outer: string, outerAddress: string, balancer: string, balancerAddress: string): Promise<void> {
  const cable = outerAddress === LINKS.client.client ? 'client0' : 'server0';
  await ip('link', 'add', 'eth0', 'netns', outer, 'type', 'veth', 'peer', 'name', cable, 'netns', balancer);
  await ip('-n', outer, 'addr', 'add', `${outerAddress}/${LINKS.prefixLength}`, 'dev', 'eth0');
  await ip('-n', balancer, 'addr', 'add', `${balancerAddress}/${LINKS.prefixLength}`, 'dev', cable);
  await ip('-n', outer, 'link', 'set', 'eth0', 'up');
  await ip('-n', balancer, 'link', 'set', cable, 'up');
}

/** Enough client ports for short connections, none of them a port that a program under test listens on. */
async function tune(namespaces: Namespaces): Promise<void> {
  const settings = ['net.ipv4.ip_local_port_range=10000 65535', 'net.ipv4.tcp_tw_reuse=1', 'net.core.somaxconn=4096'];
  for (const namespace of Object.values(namespaces)) {
    await run(inNamespace(namespace, ['sysctl', '-qw', ...settings]), COMMAND_MS);
  }
  await run(inNamespace(namespaces.balancer, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']), COMMAND_MS);
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
