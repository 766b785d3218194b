import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** Which engine a worker gets, and how one takes over from the other, with clients and servers on other hosts. */

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, the choice of an engine on real hosts: ${obstacle}\n`);
}
const FIREWALL = `table inet filter {
  chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; }
}
`;

describe.skipIf(obstacle !== null)('choice of an engine', { timeout: 180_000 }, () => {
  let stage: HostsStage;

  beforeEach(async () => {
    stage = await HostsStage.open('nftables');
  });

  afterEach(async () => {
    await stage.close();
  });

  async function listener(options: Parameters<Site['listen']>[1] = {}) {
    const site = await Site.create(stage.ground('ipv4'), 1);
    const server = await site.addServer('only');
    return { site, server, listener: await site.listen(await site.addPool([server]), { check: { enabled: false }, ...options }) };
  }

  const nft = (script: string) => stage.hosts.run('balancer', 'nft', ['-f', '-'], script);
  const tables = () => stage.hosts.run('balancer', 'nft', ['list', 'tables']);
  const said = (words: string) => stage.lines.filter((line) => line.includes(words));
  const flush = () => stage.hosts.run('balancer', process.execPath, ['--import', 'tsx', 'proxy/main.ts', '--flush']);

  test('a worker with userspace takes over from the kernel: what is open goes on there, new connections come here', async () => {
    const kernel = await stage.startWorker();
    const { server, listener: one } = await listener();
    const held = await one.open();
    expect(await kernel.kill('SIGTERM')).toBe(0);
    expect(said('kernel:left-in-force')).toEqual([
      'info kernel:left-in-force listeners=1 reason="the kernel goes on serving them; npm run proxy -- --flush ends that"',
    ]);
    expect(await one.answer()).toBe('only');
    expect(await held.echo('no worker')).toBe('no worker');

    await stage.startWorker({ engine: 'userspace' });
    await one.servedBy('userspace');
    await waitFor(() => !stage.hosts.run('balancer', 'nft', ['list', 'map', 'inet', 'openslb', 'dispatch4']).includes('elements'));
    expect(await one.answer()).toBe('only');
    expect((await server.clientsSeen()).at(-1)).toBe('10.201.2.1');
    expect(await held.echo('other engine')).toBe('other engine');
    expect(tables()).toContain('table inet openslb');

    await stage.remoteClients.closeAll();
    await stage.localClients.closeAll();
    await waitFor(() => said('kernel:retired').length === 1);
    expect(tables()).toBe('');
    expect(await one.answer()).toBe('only');
  });

  test('a firewall keeps a listener in userspace until it is mended, which the worker notices', async () => {
    nft(FIREWALL);
    const worker = await stage.startWorker({ engine: 'auto' });
    const { listener: one } = await listener({ engine: 'userspace' });
    const reason = 'The chain forward of the table inet filter drops what this host forwards, and a server is on another one.';
    expect(await stage.configuration.statusOf(one.id)).toMatchObject({ engine: 'userspace', engine_reason: reason });
    const held = await one.open();
    // Nothing is in the kernel that nobody needs.
    expect(tables()).toBe('table inet filter\n');

    nft(`insert rule inet filter forward ct mark & 0xc0000000 == 0x40000000 accept`);
    worker.signal('SIGHUP');
    await one.servedBy('nftables');
    expect(await one.answer()).toBe('only');
    expect(await held.echo('still here')).toBe('still here');

    nft('flush chain inet filter forward');
    await one.servedBy('userspace');
    expect(await one.answer()).toBe('only');
  });

  test('with the kernel demanded, a worker that cannot use it says why and ends', async () => {
    nft('table inet openslb { chain node-other { }; chain layout-1 { }; }');
    const demanded = { ...process.env, DATABASE_URL: stage.postgres.url, OPENSLB_ENGINE: 'nftables', OPENSLB_NODE_ID: 'node-1' };
    const [command = '', ...args] = [...stage.hosts.on('balancer'), process.execPath, '--import', 'tsx', 'proxy/main.ts'];
    const { status, stdout, stderr } = spawnSync(command, args, { env: demanded, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'OPENSLB_ENGINE is "nftables", which cannot be used here.',
      expect.stringContaining('The table inet openslb of this host belongs to the node "other"'),
    ]);

    const other = await stage.startWorker({ engine: 'auto' });
    expect(said('kernel:not-used').join()).toContain('belongs to the node \\"other\\"');
    const { listener: one } = await listener({ engine: 'userspace' });
    expect(await one.answer()).toBe('only');
    expect(tables()).toBe('table inet openslb\n');
    expect(await other.kill('SIGTERM')).toBe(0);
  });

  test('a firewall that is loaded anew with "flush ruleset" takes nothing away for long', async () => {
    await stage.startWorker();
    const { server, listener: one } = await listener();
    const held = await one.open();
    nft(`flush ruleset\n${FIREWALL}insert rule inet filter forward ct mark & 0xc0000000 == 0x40000000 accept`);
    await waitFor(() => tables().includes('table inet openslb'));
    expect(said('kernel:lost')).toHaveLength(1);
    expect(await held.echo('as before')).toBe('as before');
    expect(await one.answer()).toBe('only');
    expect((await server.clientsSeen()).slice(-2)).not.toContain('10.201.2.1');
  });

  test('--flush takes the rules away and cuts what they carry', async () => {
    expect(flush()).toBe('There is no table inet openslb; nothing was changed.\n');
    const worker = await stage.startWorker();
    const { listener: one } = await listener();
    const held = await one.open();
    await worker.kill('SIGKILL');
    expect(await one.answer()).toBe('only');
    expect(flush()).toBe(
      'Deleted the table inet openslb and 2 connections that it carried. A worker that still runs on this host makes it again.\n',
    );
    expect(tables()).toBe('');
    expect(await one.answer()).toBe('ECONNREFUSED');
    await held.echo('anybody?');
    expect(await held.areClosed()).toBe(true);
  });
});
