import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';

export type Host = 'client' | 'balancer' | 'server';
export type Family = 'ipv4' | 'ipv6';

const HOSTS = ['client', 'balancer', 'server'] as const;
const PREFIX = 'olb';
/** Names carry the process that made them, so that those of a killed one are known for what they are. */
const NAME = new RegExp(`^${PREFIX}-(\\d+)-[0-9a-f]+-(?:${HOSTS.join('|')})$`);
const COMMAND_MS = 20_000;
/** Linux takes any address of such a network for IPv4; for IPv6 an address must be there to be listened on. */
const SERVICES_MAX = 250;
const PER_HOST_MAX = 4095;

/** Cables, and the networks behind them, of which each host has every address. */
const CABLES = {
  client: { balancer: ['10.201.1.1/24', 'fd20:1::1/64'], host: ['10.201.1.2/24', 'fd20:1::2/64'] },
  server: { balancer: ['10.201.2.1/24', 'fd20:2::1/64'], host: ['10.201.2.2/24', 'fd20:2::2/64'] },
} as const;
const NETWORKS: Record<Host, Record<Family, string>> = {
  client: { ipv4: '10.201.16.0/20', ipv6: 'fd20:10::/64' },
  balancer: { ipv4: '10.201.32.0/20', ipv6: 'fd20:20::/64' },
  server: { ipv4: '10.201.48.0/20', ipv6: 'fd20:30::/64' },
};

/**
 * client -- balancer -- server: three hosts as network namespaces. The balancer is the router of both others, has the
 * service addresses, and forwards packets; nothing here leads to any other network. Each set of hosts is apart from all others.
 */
export class ThreeHosts {
  readonly #id = `${PREFIX}-${process.pid}-${randomBytes(3).toString('hex')}`;

  constructor() {
    removeLeftovers();
    try {
      for (const host of HOSTS) {
        ip('netns', 'add', this.name(host));
        this.#setUp(host);
      }
      for (const host of ['client', 'server'] as const) {
        this.#connect(host);
      }
      this.sysctl('balancer', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  name(host: Host): string {
    return `${this.#id}-${host}`;
  }

  /** A command that becomes a process on that host. */
  on(host: Host): string[] {
    return ['ip', 'netns', 'exec', this.name(host)];
  }

  /** Runs to its end on that host; answers what it says. */
  run(host: Host, command: string, args: string[], input = ''): string {
    return run('ip', ['netns', 'exec', this.name(host), command, ...args], input);
  }

  sysctl(host: Host, ...settings: string[]): void {
    this.run(host, 'sysctl', ['-qw', ...settings]);
  }

  /** One of the many that a host has: of clients and servers 1 to 4095, of services 1 to 250. */
  static address(host: Host, family: Family, number: number): string {
    if (number < 1 || number > (host === 'balancer' ? SERVICES_MAX : PER_HOST_MAX)) {
      throw new RangeError(`No ${host} has the address number ${number}.`);
    }
    const network = NETWORKS[host][family];
    if (family === 'ipv6') {
      return network.replace('/64', number.toString(16));
    }
    const [first, second, third] = network.split('.').map(Number);
    return `${first}.${second}.${(third ?? 0) + (number >> 8)}.${number & 0xff}`;
  }

  /** Of the balancer, on the cable to that host. */
  static router(host: 'client' | 'server', family: Family): string {
    return CABLES[host].balancer[family === 'ipv4' ? 0 : 1].split('/')[0] ?? '';
  }

  static network(host: Host, family: Family): string {
    return NETWORKS[host][family];
  }

  /** With all processes that still run there. */
  remove(): void {
    for (const host of HOSTS) {
      removeNamespace(this.name(host));
    }
  }

  #setUp(host: Host): void {
    this.sysctl(host, 'net.ipv6.conf.default.accept_dad=0', 'net.ipv6.conf.all.accept_dad=0');
    // Between hosts a second has one "port unreachable", so that of several dead UDP servers only one is noticed.
    this.sysctl(host, 'net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0');
    if (host !== 'balancer') {
      this.sysctl(host, 'net.ipv6.ip_nonlocal_bind=1');
    }
    const local = Object.values(NETWORKS[host]).map((network) => `${familyFlag(network)} route add local ${network} dev lo`);
    const services = Array.from(
      { length: host === 'balancer' ? SERVICES_MAX : 0 },
      (_, index) => `address add ${ThreeHosts.address('balancer', 'ipv6', index + 1)}/128 dev lo nodad`,
    );
    this.#batch(host, ['link set lo up', ...local, ...services]);
  }

  #connect(host: 'client' | 'server'): void {
    const cable = CABLES[host];
    ip('link', 'add', 'eth0', 'netns', this.name(host), 'type', 'veth', 'peer', 'name', `${host}0`, 'netns', this.name('balancer'));
    const up = (device: string, addresses: readonly string[]) => [
      `link set ${device} up`,
      ...addresses.map((address) => `address add ${address} dev ${device} ${address.includes(':') ? 'nodad' : ''}`),
    ];
    const via = (address: string) => address.split('/')[0];
    this.#batch(host, [
      ...up('eth0', cable.host),
      ...cable.balancer.map((address) => `${familyFlag(address)} route add default via ${via(address)}`),
    ]);
    this.#batch('balancer', [
      ...up(`${host}0`, cable.balancer),
      ...Object.values(NETWORKS[host]).map(
        (network, index) => `${familyFlag(network)} route add ${network} via ${via(cable.host[index] ?? '')}`,
      ),
    ]);
  }

  /** `ip` reads the version of an address from the line only in front of it, so each batch is sorted by version. */
  #batch(host: Host, lines: string[]): void {
    const isSix = (line: string) => line.startsWith('-6 ');
    run('ip', ['-n', this.name(host), '-batch', '-'], lines.filter((line) => !isSix(line)).join('\n'));
    run(
      'ip',
      ['-6', '-n', this.name(host), '-batch', '-'],
      lines
        .filter(isSix)
        .map((line) => line.slice(3))
        .join('\n'),
    );
  }
}

/** Those of test runs that were killed before they could clear up. */
function removeLeftovers(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const name = line.split(' ')[0] ?? '';
    const owner = NAME.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) {
      removeNamespace(name);
    }
  }
}

function removeNamespace(name: string): void {
  if (!existsSync(`/run/netns/${name}`)) {
    return;
  }
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  ip('netns', 'del', name);
}

function familyFlag(address: string): string {
  return address.includes(':') ? '-6' : '';
}

function ip(...args: string[]): string {
  return run('ip', args);
}

function run(command: string, args: string[], input = ''): string {
  return execFileSync(command, args, { input, stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8', timeout: COMMAND_MS });
}
