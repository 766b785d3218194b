import { afterAll, beforeAll, expect, test } from 'vitest';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** Beside the rules of other programs, as docs/kernel-engine.md tells it. */

/** What a firewall that knows nothing of us has: it lets through what it knows, and drops the rest. */
const FIREWALL = `
table inet firewall {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established accept
  }
  chain input {
    type filter hook input priority 0; policy accept;
  }
}
`;
/** The line that the document tells. */
const EXCEPTION = 'insert rule inet firewall forward ct mark & 0xc0000000 == 0x40000000 accept\n';
const OTHERS_PORT = 9999;

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, the kernel engine beside other rules: ${obstacle}\n`);
}

const testBeside = test.skipIf(obstacle !== null);
let stage: HostsStage;

beforeAll(async () => {
  if (obstacle === null) {
    stage = await HostsStage.open('nftables');
  }
});

afterAll(async () => {
  await stage?.close();
});

const nft = (script: string) => stage.hosts.run('balancer', 'nft', ['-f', '-'], script);

/** Everything that is not ours. */
function othersRules(): string {
  const ruleset = stage.hosts.run('balancer', 'nft', ['list', 'ruleset']);
  return ruleset.replace(/^table inet openslb \{\n(?:[\t\n].*\n?|\n)*?\}\n/m, '');
}

testBeside('a firewall that drops what it does not know, a second NAT, and both untouched by us', async () => {
  const site = await Site.create(stage.ground('ipv4'), 1);
  const pair = await site.addPair();
  const stranger = await site.addServer('stranger');
  const listener = await (async () => {
    await stage.startWorker({ engine: 'auto' });
    return site.listen(await site.addGroup(pair));
  })();
  await listener.reaches('active');
  expect(await stage.remoteClients.reach({ address: site.address, port: OTHERS_PORT })).toBe('ECONNREFUSED');

  // A second NAT has a port of its own, and names one that is ours: that stays ours.
  const otherNat = (...ports: number[]) => `
    table ip other_nat {
      chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        ip daddr ${site.address} tcp dport { ${ports.join(', ')} } dnat to ${stranger.address}:${stranger.port}
      }
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr 192.0.2.0/24 masquerade
      }
    }
  `;
  nft(otherNat(OTHERS_PORT, listener.port));
  expect(await stage.remoteClients.reach({ address: site.address, port: OTHERS_PORT })).toBe('stranger');
  expect(await stage.remoteClients.reach(listener.place)).toBe('active');
  nft(`delete table ip other_nat\n${otherNat(OTHERS_PORT)}`);

  const open = await listener.open();
  nft(FIREWALL);
  // Served by userspace as soon as the worker has looked, and the console says why.
  await listener.servedBy('userspace');
  expect((await stage.configuration.statusOf(listener.id))?.engine_reason).toMatch(/firewall|forward/i);
  expect(await listener.reached()).toBe('active');
  expect(await open.echo('through the firewall, as established')).toBe('through the firewall, as established');

  nft(EXCEPTION);
  const others = othersRules();
  expect(others).toContain('table inet firewall');
  expect(others).toContain('table ip other_nat');
  await listener.servedBy('nftables');
  expect(await listener.reached()).toBe('active');

  // Whatever we do, we do to our table.
  await pair.active.stop();
  await listener.serves('standby');
  await listener.reaches('standby');
  await pair.active.start();
  await listener.set('enabled = true, idle_timeout_seconds = 60');
  expect(othersRules()).toBe(others);
});

testBeside('demanded in spite of a firewall in the way: the node says so, and the line of the document lets clients through', async () => {
  const hosts = await HostsStage.open('nftables');
  try {
    hosts.hosts.run('balancer', 'nft', ['-f', '-'], FIREWALL);
    await hosts.startWorker();
    const site = await Site.create(hosts.ground('ipv4'), 2);
    const listener = await site.listen(await site.addGroup(await site.addPair()));
    const [node] = await waitFor(async () => {
      const rows = await hosts.configuration.query<{ hints: string[] }>('SELECT hints FROM proxy_node');
      return rows[0] && rows[0].hints.length > 0 && rows;
    });
    expect(node?.hints.join('\n')).toMatch(/forward/);
    hosts.hosts.run('balancer', 'nft', ['-f', '-'], EXCEPTION);
    await listener.reaches('active');
  } finally {
    await hosts.close();
  }
});

testBeside('taken away, our table leaves all others as they were', async () => {
  const others = othersRules();
  const before = stage.hosts.run('balancer', 'nft', ['list', 'ruleset']);
  expect(before).toContain('table inet openslb');
  await stage.endWorkers();
  stage.hosts.run('balancer', process.execPath, ['--import', 'tsx', 'proxy/main.ts', '--flush']);
  expect(stage.hosts.run('balancer', 'nft', ['list', 'ruleset']).trim()).toBe(others.trim());
});
