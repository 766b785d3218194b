import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/**
 * What connection tracking takes for invalid it does not translate: passed on as it is, a server's packet is reset by a client who knows no
 * such connection, and a client's by this host. Either reset would end a connection that only had a packet too many.
 */
const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, packets that are invalid for the kernel: ${obstacle}\n`);
}

describe.skipIf(obstacle !== null)('packets that are invalid for connection tracking', { timeout: 180_000 }, () => {
  let stage: HostsStage;
  let sites = 0;

  beforeAll(async () => {
    stage = await HostsStage.open('nftables');
    await stage.startWorker();
  });

  afterAll(async () => {
    await stage?.close();
  });

  test.each([
    ['ipv4', 'server', 'sport'],
    ['ipv4', 'client', 'dport'],
    ['ipv6', 'server', 'sport'],
    ['ipv6', 'client', 'dport'],
  ] as const)('%s: a connection outlives those of its %s', async (family, host, side) => {
    sites += 1;
    const site = await Site.create(stage.ground(family), sites);
    const server = await site.addServer('only');
    const listener = await site.listen(await site.addPool([server]), { check: { enabled: false } });
    const { id } = await stage.remoteClients.open(listener.place);
    expect(await stage.remoteClients.echo(id, 'before')).toBe('before');

    const port = host === 'server' ? server.port : listener.port;
    const nft = (script: string) => stage.hosts.run(host, 'nft', ['-f', '-'], script);
    // One of these numbers is far behind the window, the other far ahead; the rule once gone, the data are sent again.
    for (const sequence of ['0x00012345', '0x80012345']) {
      nft(
        `table inet spoil { chain out { type filter hook output priority 0; tcp ${side} ${port} tcp flags & psh == psh counter tcp sequence set ${sequence}; }; }`,
      );
      const echo = stage.remoteClients.echo(id, sequence);
      await waitFor(() => / packets [1-9]/.test(stage.hosts.run(host, 'nft', ['list', 'table', 'inet', 'spoil'])));
      nft('delete table inet spoil');
      expect(await echo).toBe(sequence);
    }
  });
});
