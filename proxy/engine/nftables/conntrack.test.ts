import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Remote, startRemote } from '#test/remote.ts';
import { ThreeHosts } from '#test/three-hosts.ts';
import type { Clients } from '#test/traffic/clients.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import type { Servers } from '#test/traffic/servers.ts';
import { waitFor } from '#test/wait.ts';
import { Conntrack } from './conntrack.ts';
import { Nft } from './nft.ts';

const OURS = { mark: 0x4000_0000, mask: 0xc000_0000 };
/** Not of ours. */
const STRANGER = 0xc000_0001;
const FAMILIES = ['ipv4', 'ipv6'] as const;

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, conntrack in a network namespace: ${obstacle}\n`);
}

interface Entry {
  mark: number;
  protocol: 'tcp' | 'udp';
  state?: string;
  family?: (typeof FAMILIES)[number];
}

describe.skipIf(obstacle !== null)('in a network namespace', () => {
  let hosts: ThreeHosts;
  let conntrack: Conntrack;
  let command: string[];
  let lastPort = 0;

  beforeAll(() => {
    hosts = new ThreeHosts();
    command = [...hosts.on('balancer'), 'conntrack'];
    conntrack = new Conntrack({ command });
  });
  afterAll(() => hosts?.remove());
  beforeEach(() => {
    hosts.run('balancer', 'conntrack', ['-F']);
  });

  /** As if the kernel had seen them. */
  function put(entries: readonly Entry[]): void {
    const lines = entries.map(({ mark, protocol, state = 'ESTABLISHED', family = 'ipv4' }) => {
      lastPort = (lastPort % 60_000) + 1;
      const [source, destination] = family === 'ipv4' ? ['10.0.0.1', '10.0.0.2'] : ['fd00::1', 'fd00::2'];
      const more = protocol === 'tcp' ? `--state ${state}` : '';
      return `-I -p ${protocol} ${more} -s ${source} -d ${destination} --sport ${lastPort} --dport 80 -t 3000 -m ${mark}\n`;
    });
    // Through a real pipe: conntrack opens its input by name.
    execFileSync('sh', ['-c', 'cat | "$@"', 'sh', ...command, '-R', '-'], { input: lines.join(''), stdio: ['pipe', 'ignore', 'pipe'] });
  }

  const all = () => conntrack.count({ mark: 0, mask: 0 });
  const countOf = async (mark: number) => (await all()).get(mark) ?? 0;

  test('nothing is open', async () => {
    expect(await conntrack.count(OURS)).toEqual(new Map());
  });

  test('by exact mark, both versions of IP, and nobody else', async () => {
    const [first, second] = [0x4000_0001, 0x7fff_ffff];
    put([
      { mark: first, protocol: 'tcp' },
      { mark: first, protocol: 'udp' },
      { mark: first, protocol: 'tcp', family: 'ipv6' },
      { mark: second, protocol: 'udp', family: 'ipv6' },
      { mark: STRANGER, protocol: 'tcp' },
      { mark: 0, protocol: 'udp' },
    ]);
    expect(await conntrack.count(OURS)).toEqual(
      new Map([
        [first, 3],
        [second, 1],
      ]),
    );
    expect(await countOf(STRANGER)).toBe(1);
  });

  test.each([
    ['SYN_SENT', 0],
    ['SYN_RECV', 1],
    ['ESTABLISHED', 1],
    ['FIN_WAIT', 1],
    ['CLOSE_WAIT', 1],
    ['LAST_ACK', 0],
    ['TIME_WAIT', 0],
    ['CLOSE', 0],
  ])('a connection in %s counts %i', async (state, count) => {
    put([{ mark: OURS.mark + 1, protocol: 'tcp', state }]);
    expect(await countOf(OURS.mark + 1)).toBe(count);
  });

  test('what has these marks goes, whatever it is, and nothing else', async () => {
    const marks = Array.from({ length: 50 }, (_, index) => OURS.mark + 100 + index * 3);
    const others = marks.map((mark) => mark + 1);
    const each = (list: number[]) =>
      list.flatMap((mark) => FAMILIES.flatMap((family) => (['tcp', 'udp'] as const).map((protocol) => ({ mark, protocol, family }))));
    put([...each(marks), ...each(others), ...each([STRANGER, 0])]);
    await conntrack.delete(marks);
    const counts = await all();
    expect(marks.filter((mark) => counts.has(mark))).toEqual([]);
    expect([...others, STRANGER, 0].map((mark) => counts.get(mark))).toEqual(Array(others.length + 2).fill(4));
  });

  test('of one protocol only', async () => {
    const mark = OURS.mark + 7;
    put(FAMILIES.flatMap((family) => (['tcp', 'udp'] as const).map((protocol) => ({ mark, protocol, family }))));
    await conntrack.delete([mark], 'udp');
    expect(await countOf(mark)).toBe(2);
    await conntrack.delete([mark], 'tcp');
    expect(await countOf(mark)).toBe(0);
  });

  test('none there is no error, and no marks are none', async () => {
    put([{ mark: STRANGER, protocol: 'tcp' }]);
    await conntrack.delete([]);
    await conntrack.delete([OURS.mark + 9, OURS.mark + 11], 'tcp');
    expect(await countOf(STRANGER)).toBe(1);
  });

  test('a version that deletes once per process only', async () => {
    const script = 'test "$1" != -R || { echo "conntrack v1.4.6 (conntrack-tools): unknown option \\`-R\'" >&2; exit 2; }; exec "$0" "$@"';
    const old = new Conntrack({ command: [...hosts.on('balancer'), 'sh', '-c', script, 'conntrack'] });
    const marks = [OURS.mark + 20, OURS.mark + 23];
    put(FAMILIES.flatMap((family) => [...marks, OURS.mark + 21].map((mark) => ({ mark, protocol: 'udp' as const, family }))));
    await old.delete(marks, 'udp');
    await old.delete(marks, 'udp');
    expect(await conntrack.count(OURS)).toEqual(new Map([[OURS.mark + 21, 2]]));
  });

  test('many entries are counted in little memory and time', async () => {
    const marks = Array.from({ length: 40_000 }, (_, index) => OURS.mark + (index % 1000));
    put(marks.map((mark) => ({ mark, protocol: 'udp' })));
    const counts = await conntrack.count(OURS);
    expect(counts.size).toBe(1000);
    expect(new Set(counts.values())).toEqual(new Set([40]));
    await conntrack.delete([...counts.keys()]);
    expect(await conntrack.count(OURS)).toEqual(new Map());
  });

  describe('with traffic', () => {
    const mark = OURS.mark + 0x1234;
    let processes: { stop(): Promise<void> }[] = [];
    let clients: Remote<Clients>;
    let servers: Remote<Servers>;

    beforeAll(async () => {
      const client = startRemote<Clients>('test/traffic/clients-process.ts', hosts.on('client'));
      const server = startRemote<Servers>('test/traffic/servers-process.ts', hosts.on('server'));
      processes = [client, server];
      [clients, servers] = [client.remote, server.remote];
      const chain = 'chain c { type filter hook prerouting priority -100; ct mark 0';
      await new Nft({ command: [...hosts.on('balancer'), 'nft'] }).run(`table inet marks {\n ${chain} ct mark set ${mark};\n }\n}\n`);
    });
    afterAll(() => Promise.all(processes.map((one) => one.stop())));

    test.each(FAMILIES)('a connection counts from its establishment to its end (%s)', async (family) => {
      const { address, port } = await servers.start({ name: 'one', protocol: 'tcp', address: ThreeHosts.address('server', family, 1) });
      const { id } = await clients.open({ address, port });
      expect(await countOf(mark)).toBe(1);
      await clients.close(id, true);
      await waitFor(async () => (await countOf(mark)) === 0, { what: 'the connection to be closed' });
    });

    test.each(FAMILIES)('a flow counts while it is known, and begins anew when it was deleted (%s)', async (family) => {
      const { address, port } = await servers.start({ name: 'flow', protocol: 'udp', address: ThreeHosts.address('server', family, 1) });
      const id = await clients.flow({ address, port });
      await waitFor(async () => (await clients.ask(id, 'a')) === 'flow:a', { what: 'an answer' });
      expect(await countOf(mark)).toBe(1);
      await conntrack.delete([mark], 'udp');
      expect(await countOf(mark)).toBe(0);
      await waitFor(async () => (await clients.ask(id, 'b')) === 'flow:b', { what: 'an answer' });
      expect(await countOf(mark)).toBe(1);
    });
  });
});

test('a program that is not there', async () => {
  const conntrack = new Conntrack({ command: ['no-such-program-anywhere'] });
  await expect(conntrack.count(OURS)).rejects.toThrow('"no-such-program-anywhere" is not installed on this host.');
  await expect(conntrack.delete([1])).rejects.toThrow('"no-such-program-anywhere" is not installed on this host.');
});

test('a program that fails says why', async () => {
  const conntrack = new Conntrack({ command: ['sh', '-c', 'echo "Operation failed: sorry" >&2; exit 1'] });
  await expect(conntrack.count(OURS)).rejects.toThrow('Operation failed: sorry');
  await expect(conntrack.delete([1])).rejects.toThrow('Operation failed: sorry');
});

test('an entry that goes by itself meanwhile is no error', async () => {
  const script = `read line < "$0" && rm "$0" && echo "Operation failed: such conntrack doesn't exist" >&2 && exit 1; exit 0`;
  const file = execFileSync('mktemp', { encoding: 'utf8' }).trim();
  execFileSync('sh', ['-c', `echo once > ${file}`]);
  await new Conntrack({ command: ['sh', '-c', `${script.replace('read line', 'test -f "$0" && read line')}`, file] }).delete([1]);
});
