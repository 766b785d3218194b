import { expect, test } from 'vitest';
import { ThreeHosts } from '#test/three-hosts.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import type { TestListener } from '#test/traffic/listener.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** Whom servers see as their client (data-plane 17), and whether what the worker has counted is what clients did. */

const UNCHECKED = { check: { enabled: false } };
const FAMILIES = ['ipv4', 'ipv6'] as const;
/** Of one connection that says little: its packets in one direction, and the headers of each. */
const OVERHEAD_MAX = 12 * 80;

describeOnHosts('observing', (stageOf, engine) => {
  test('servers see the client, or the balancer where the region has source NAT; what is open stays as it is', async () => {
    const { configuration, remoteClients, localClients } = stageOf();
    const sites = await Promise.all(
      FAMILIES.map(async (family) => {
        const site = await Site.create(stageOf().ground(family), 1);
        const tcp = await site.addServer('tcp');
        const udp = await site.addServer('udp', { protocol: 'udp' });
        return {
          tcp,
          udp,
          ofTcp: await site.listen(await site.addPool([tcp]), UNCHECKED),
          ofUdp: await site.listen(await site.addPool([udp]), { protocol: 'udp', ...UNCHECKED }),
          client: ThreeHosts.address('client', family, 77),
          service: site.address,
          balancer: ThreeHosts.router('server', family),
        };
      }),
    );
    const seen = () =>
      Promise.all(
        sites.map(async ({ tcp, udp, ofTcp, ofUdp, client }) => {
          const before = [(await tcp.clientsSeen()).length, (await udp.clientsSeen()).length];
          expect(await remoteClients.reach(ofTcp.place, { localAddress: client })).toBe('tcp');
          expect(await localClients.reach(ofTcp.place)).toBe('tcp');
          expect(await remoteClients.askEach(ofUdp.place, [{ localAddress: client }], 'x', 5000)).toEqual(['udp']);
          return [...(await tcp.clientsSeen()).slice(before[0]), ...(await udp.clientsSeen()).slice(before[1])];
        }),
      );
    const hidden = sites.map(({ balancer }) => [balancer, balancer, balancer]);
    const plain = engine === 'userspace' ? hidden : sites.map(({ client, service }) => [client, service, client]);
    const switchTo = async (isHidden: boolean) => {
      await configuration.query('UPDATE region SET source_nat = $1', [isHidden]);
      await Promise.all(sites.flatMap(({ ofTcp, ofUdp }) => [ofTcp.settled(), ofUdp.settled()]));
    };
    expect(await seen()).toEqual(plain);
    const opened = await Promise.all(sites.map(({ ofTcp }) => ofTcp.open()));
    await switchTo(true);
    expect(await seen()).toEqual(hidden);
    opened.push(...(await Promise.all(sites.map(({ ofTcp }) => ofTcp.open()))));
    await switchTo(false);
    expect(await seen()).toEqual(plain);
    for (const conversation of opened) {
      expect(await conversation.echo('still here')).toBe('still here');
    }
  });

  const counted = (listener: TestListener, total: number, current: number) =>
    waitFor(
      async () => {
        const traffic = await listener.traffic();
        return traffic?.total === total && traffic.current === current && traffic;
      },
      { what: `${total} connections, ${current} of them open, to be reported` },
    );

  test('connections and bytes, per listener and per server', async () => {
    const { configuration, remoteClients, localClients } = stageOf();
    const site = await Site.create(stageOf().ground('ipv4'), 2);
    const servers = [await site.addServer('one'), await site.addServer('other')];
    const listener = await site.listen(await site.addPool(servers), { ...UNCHECKED, columns: { scheduler: 'rr' } });
    const idle = await site.listen(await site.addPool(servers), UNCHECKED);
    const places = { in: 0, out: 0, count: 0 };
    const open: number[] = [];
    for (const clients of [remoteClients, localClients]) {
      for (let index = 0; index < 20; index += 1) {
        const { id, server } = await clients.open(listener.place);
        const text = 'x'.repeat(1 + 50 * index);
        expect(await clients.echo(id, text)).toBe(text);
        places.in += text.length;
        places.out += text.length + `${server}\n`.length;
        places.count += 1;
        if (clients === remoteClients && index < 5) {
          open.push(id);
        } else {
          await clients.close(id, true);
        }
      }
    }
    const traffic = await counted(listener, places.count, open.length);
    const most = engine === 'userspace' ? 0 : places.count * OVERHEAD_MAX;
    for (const [bytes, payload] of [
      [traffic.bytesIn, places.in],
      [traffic.bytesOut, places.out],
    ] as const) {
      expect(bytes).toBeGreaterThanOrEqual(payload);
      expect(bytes).toBeLessThanOrEqual(payload + most);
    }
    expect(traffic.drops).toEqual({});
    const members = await configuration.query(
      'SELECT connections_total::int AS total, connections_current AS current FROM member_traffic WHERE listener_id = $1',
      [listener.id],
    );
    const sum = (key: string) => members.reduce((total, member) => total + Number(member[key]), 0);
    expect({ total: sum('total'), current: sum('current') }).toEqual({ total: places.count, current: open.length });
    expect(members.every((member) => member.total > 0)).toBe(true);
    for (const id of open) {
      await remoteClients.close(id);
    }
    await counted(listener, places.count, 0);
    expect((await idle.traffic())?.total ?? 0).toBe(0);
  });

  test('UDP: flows and datagrams', async () => {
    const { configuration, remoteClients } = stageOf();
    const site = await Site.create(stageOf().ground('ipv6'), 3);
    const server = await site.addServer('server', { protocol: 'udp' });
    const listener = await site.listen(await site.addPool([server]), { protocol: 'udp', ...UNCHECKED });
    const flows = await Promise.all(Array.from({ length: 5 }, () => remoteClients.flow(listener.place)));
    for (const id of flows) {
      for (const text of ['one', 'two', 'three']) {
        expect(await remoteClients.ask(id, text, 10_000)).toBe(`server:${text}`);
      }
    }
    await counted(listener, flows.length, flows.length);
    const packets = await waitFor(
      async () => {
        const [row] = await configuration.query(
          'SELECT packets_in_total::int AS sent, packets_out_total::int AS answered FROM listener_traffic WHERE listener_id = $1',
          [listener.id],
        );
        return row?.answered === 3 * flows.length && row;
      },
      { what: 'the datagrams to be reported' },
    );
    expect(packets.sent).toBe(3 * flows.length);
  });
});
