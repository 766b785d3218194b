import { expect, test } from 'vitest';
import { ThreeHosts } from '#test/three-hosts.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import { Site } from '#test/traffic/site.ts';

/** A listener goes from one engine to the other and back, because an option asks for it, and nothing that is open is cut. */

const UNCHECKED = { check: { enabled: false } };
describeOnHosts(
  'moving between engines',
  (stageOf) => {
    test('to weighted least connections and back, TCP: open connections stay in both directions', async () => {
      const site = await Site.create(stageOf().ground('ipv4'), 1);
      const server = await site.addServer('server');
      const listener = await site.listen(await site.addPool([server]), { ...UNCHECKED, columns: { scheduler: 'rr' } });
      const inKernel = await listener.open();
      await listener.set(`scheduler = 'wlc'`);
      await listener.servedBy('userspace');
      const inUserspace = await listener.open();
      expect([await inKernel.echo('one'), await inUserspace.echo('two')]).toEqual(['one', 'two']);
      await listener.set(`scheduler = 'rr'`);
      await listener.servedBy('nftables');
      const inKernelAgain = await listener.open();
      expect([await inKernel.echo('one'), await inUserspace.echo('two'), await inKernelAgain.echo('three')]).toEqual([
        'one',
        'two',
        'three',
      ]);

      const { remoteClients } = stageOf();
      const source = { localAddress: ThreeHosts.address('client', 'ipv4', 9) };
      const before = (await server.clientsSeen()).length;
      await remoteClients.reach(listener.place, source);
      await listener.set(`scheduler = 'wlc'`);
      await listener.servedBy('userspace');
      await remoteClients.reach(listener.place, source);
      const [byKernel, byUserspace] = (await server.clientsSeen()).slice(before);
      expect(byKernel).toBe(source.localAddress);
      expect(byUserspace).not.toBe(source.localAddress);
    });

    test('Proxy Protocol on and off: open connections get no header in their middle', async () => {
      const site = await Site.create(stageOf().ground('ipv6'), 2);
      const server = await site.addServer('server');
      const listener = await site.listen(await site.addPool([server]), UNCHECKED);
      const plain = await listener.open();
      await listener.set('proxy_protocol = true');
      await listener.servedBy('userspace');
      const headed = await listener.open();
      expect(await plain.echo('hello')).toBe('hello');
      await listener.set('proxy_protocol = false');
      await listener.servedBy('nftables');
      const plainAgain = await listener.open();
      expect([await plain.echo('one'), await plainAgain.echo('two')]).toEqual(['one', 'two']);
      expect(await headed.areClosed()).toBe(false);
    });

    test('UDP: a flow keeps its server through both moves', async () => {
      const site = await Site.create(stageOf().ground('ipv4'), 3);
      const servers = [await site.addServer('one', { protocol: 'udp' }), await site.addServer('other', { protocol: 'udp' })];
      const listener = await site.listen(await site.addPool(servers), { protocol: 'udp', ...UNCHECKED, columns: { scheduler: 'rr' } });
      const { remoteClients } = stageOf();
      const flow = await remoteClients.flow(listener.place);
      const first = await remoteClients.ask(flow, 'x', 5000);
      for (const scheduler of ['wlc', 'rr'] as const) {
        await listener.set(`scheduler = '${scheduler}'`);
        await listener.servedBy(scheduler === 'wlc' ? 'userspace' : 'nftables');
        expect(await remoteClients.ask(flow, 'x', 5000)).toBe(first);
      }
    });
  },
  ['nftables'],
);
