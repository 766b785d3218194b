import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Remote, startRemote } from '#test/remote.ts';
import { ThreeHosts } from '#test/three-hosts.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import type { Preflight } from '#test/traffic/preflight-process.ts';

/** The preflight on a real host whose firewall and settings are the test's; each line's command is carried out as it is printed. */

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, the preflight on real hosts: ${obstacle}\n`);
}
const FILE = 'test/traffic/preflight-process.ts';

describe.skipIf(obstacle !== null)('preflight', () => {
  let hosts: ThreeHosts;
  let preflight: Remote<Preflight>;
  const cleanups: (() => unknown)[] = [];

  beforeEach(() => {
    hosts = new ThreeHosts();
    cleanups.push(() => hosts.remove());
    preflight = started(hosts.on('balancer'));
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  });

  function started(wrapper: string[]): Remote<Preflight> {
    const process = startRemote<Preflight>(FILE, wrapper);
    cleanups.push(() => process.stop());
    return process.remote;
  }

  const nft = (script: string) => hosts.run('balancer', 'nft', ['-f', '-'], script);

  /** The command of the only hint that has these words. */
  async function mend(words: string): Promise<void> {
    const hints = (await preflight.look()).hints.filter((hint) => hint.includes(words));
    expect(hints).toHaveLength(1);
    const command = /: ((?:nft|sysctl|ip6?tables) .*?)(?:, and the same line.*|\.)$/.exec(hints[0] ?? '')?.[1] ?? '';
    hosts.run('balancer', 'sh', ['-c', command]);
    expect((await preflight.look()).hints.filter((hint) => hint.includes(words))).toEqual([]);
  }

  test('a router without a firewall lacks nothing, and is left as it is', async () => {
    expect(await preflight.whatIsMissing('node-1')).toEqual([]);
    expect(await preflight.look()).toEqual({
      whyNotForward4: null,
      whyNotForward6: null,
      whyNotLocal4: null,
      whyNotLocal6: null,
      hints: [],
    });
    expect(hosts.run('balancer', 'nft', ['list', 'ruleset'])).toBe('');
    expect(await preflight.isLocal('10.201.1.1')).toBe(true);
    expect(await preflight.isLocal('127.3.2.1')).toBe(true);
    expect(await preflight.isLocal('10.201.1.2')).toBe(false);
  });

  test('forwarding that is off is named for each version, with what switches it on', async () => {
    hosts.sysctl('balancer', 'net.ipv4.ip_forward=0', 'net.ipv6.conf.all.forwarding=0');
    expect(await preflight.look()).toMatchObject({
      whyNotForward4: 'This host does not forward IPv4, and a server is on another one.',
      whyNotForward6: 'This host does not forward IPv6, and a server is on another one.',
    });
    await mend('IPv4 forwarding is off');
    expect((await preflight.look()).whyNotForward4).toBeNull();
    hosts.sysctl('balancer', 'net.ipv6.conf.all.forwarding=1');
    expect((await preflight.look()).hints).toEqual([]);
  });

  test('a firewall whose forward chain drops is named, and the printed rule mends it', async () => {
    nft(`table inet filter {
      chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; iifname "lo" accept; }
    }`);
    const { whyNotForward4, whyNotForward6 } = await preflight.look();
    expect(whyNotForward4).toBe(
      'The chain forward of the table inet filter drops what this host forwards, and a server is on another one.',
    );
    expect(whyNotForward6).toBe(whyNotForward4);
    await mend('the table inet filter drops what the kernel forwards');
    expect(await preflight.look()).toMatchObject({ whyNotForward4: null, whyNotForward6: null });
  });

  test('a firewall for one version says nothing of the other', async () => {
    nft('table ip6 guard { chain f { type filter hook forward priority 5; ct state new jump g; }; chain g { counter; reject; }; }');
    expect(await preflight.look()).toMatchObject({
      whyNotForward4: null,
      whyNotForward6: expect.stringContaining('The chain f of the table ip6 guard'),
    });
    await mend('the table ip6 guard drops');
  });

  test('an input chain that drops is a reason for servers on this host, and the printed rule mends it', async () => {
    nft('table inet filter { chain input { type filter hook input priority 0; policy drop; iif lo accept; tcp dport 22 accept; }; }');
    expect(await preflight.look()).toMatchObject({
      whyNotForward4: null,
      whyNotLocal4: 'The chain input of the table inet filter may drop what comes in for the port of a server on this host.',
    });
    await mend('decides about servers on this host by their own port');
    expect(await preflight.look()).toMatchObject({ whyNotLocal4: null, whyNotLocal6: null });
  });

  test('another NAT in front, and one that hides clients, are named', async () => {
    nft(`table ip other {
      chain early { type nat hook prerouting priority -150; tcp dport 80 dnat to 10.201.2.2; }
      chain late { type nat hook prerouting priority dstnat; tcp dport 80 dnat to 10.201.2.2; }
      chain out { type nat hook postrouting priority srcnat; ip saddr 172.17.0.0/16 masquerade; oifname "server0" masquerade; }
    }`);
    const { hints } = await preflight.look();
    expect(hints.filter((hint) => hint.includes('translates before'))).toEqual([
      'The chain early of the table ip other translates before the rules of this product (priority -150): of an address and port that both name, it has the connections.',
    ]);
    await mend('servers see this host, and not their clients');
  });

  test('strict rp_filter on a host with several ways is named', async () => {
    hosts.sysctl('balancer', 'net.ipv4.conf.client0.rp_filter=1');
    await mend('rp_filter is strict on client0');
  });

  test('a worker without the right to change rules is told how to get it', async () => {
    const [line, ...others] = await started([
      ...hosts.on('balancer'),
      'setpriv',
      '--bounding-set=-net_admin',
      '--inh-caps=-net_admin',
    ]).whatIsMissing('node-1');
    expect(line).toContain('The worker may not change the rules of the kernel: run it as root, or give it the capability CAP_NET_ADMIN');
    expect(others).toEqual([]);
    const user = ['setpriv', '--reuid=65534', '--clear-groups'];
    expect((await started([...hosts.on('balancer'), ...user]).whatIsMissing('node-1'))[0]).toContain('The worker may not change');
    const ambient = [...user, '--inh-caps=+net_admin', '--ambient-caps=+net_admin'];
    expect(await started([...hosts.on('balancer'), ...ambient]).whatIsMissing('node-1')).toEqual([]);
  });

  test('programs that are not there are named', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'openslb-empty-'));
    cleanups.push(() => rm(empty, { recursive: true }));
    // The folders where programs of the administrator are looked for have none for this process.
    const hidden = [
      'unshare',
      '-m',
      'sh',
      '-c',
      `mount --bind ${empty} /usr/sbin && mount --bind ${empty} /usr/local/sbin && exec "$@"`,
      'sh',
    ];
    const lines = await started([...hosts.on('balancer'), ...hidden]).whatIsMissing('node-1');
    expect(lines).toEqual([
      'The program nft cannot be used ("nft" is not installed on this host.): install it with apt install nftables, or dnf install nftables.',
      'The program conntrack cannot be used ("conntrack" is not installed on this host.): install it with apt install conntrack, or dnf install conntrack-tools.',
    ]);
  });

  test('what the kernel lacks is named with its option, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openslb-nft-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    // An nft whose kernel knows neither numgen nor ct count.
    await writeFile(
      join(folder, 'nft'),
      `#!/bin/sh
case "$1" in --check) ;; *) exec /usr/sbin/nft "$@" ;; esac
rules=$(cat)
case "$rules" in *numgen*|*"ct count"*) echo "Error: Could not process rule: No such file or directory" >&2; exit 1 ;; esac
echo "$rules" | exec /usr/sbin/nft "$@"
`,
    );
    await chmod(join(folder, 'nft'), 0o755);
    const lines = await started([...hosts.on('balancer'), 'env', `PATH=${folder}:${process.env.PATH}`]).whatIsMissing('node-1');
    expect(lines).toEqual([
      expect.stringContaining('has no round robin (numgen) (CONFIG_NFT_NUMGEN). It says: nft: Could not process rule'),
      expect.stringContaining('has no ceilings of connections (ct count) (CONFIG_NFT_CONNLIMIT)'),
    ]);
  });

  test('a table of another node is left alone and named; without a table there is nothing to flush', async () => {
    expect(await preflight.flushRules()).toBe('There is no table inet openslb; nothing was changed.');
    nft('table inet other { chain node-2 { }; }; table inet openslb { chain node-node-2 { }; chain layout-1 { }; }');
    expect(await preflight.whatIsMissing('node-2')).toEqual([]);
    expect(await preflight.whatIsMissing('node-1')).toEqual([
      'The table inet openslb of this host belongs to the node "node-2": two workers need a network namespace each; if that node is no more, delete what it left with npm run proxy -- --flush.',
    ]);
    expect(await preflight.flushRules()).toBe(
      'Deleted the table inet openslb and 0 connections that it carried. A worker that still runs on this host makes it again.',
    );
    expect(hosts.run('balancer', 'nft', ['list', 'tables'])).toBe('table inet other\n');
    const powerless = started([...hosts.on('balancer'), 'setpriv', '--reuid=65534', '--clear-groups']);
    await expect(powerless.flushRules()).rejects.toThrow('The worker may not change the rules of the kernel');
  });
});
