import { expect, test } from 'vitest';
import { type Family, ThreeHosts } from '#test/three-hosts.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** Who may connect (data-plane 10), between hosts, where clients have addresses of their own. */

const UNCHECKED = { check: { enabled: false } };
const ENTRIES_MAX = 1000;
const clientAt = (family: Family, number: number) => ThreeHosts.address('client', family, number);

describeOnHosts('access control', (stageOf) => {
  const query = (text: string, ...values: unknown[]) => stageOf().configuration.query(text, values);

  async function prepare(number: number, family: Family, protocol: 'tcp' | 'udp' = 'tcp') {
    const ground = stageOf().ground(family);
    const site = await Site.create(ground, number);
    const server = await site.addServer('server', { protocol });
    const listener = await site.listen(await site.addPool([server]), { protocol, ...UNCHECKED });
    const lists = [`${protocol}-${family}-${number}-one`, `${protocol}-${family}-${number}-two`];
    for (const list of lists) {
      await query(`INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ($1, $2, $1, $3)`, list, ground.region, family);
    }
    const passes = async (client: number) => {
      const answer = await stageOf().remoteClients.reach(listener.place, { localAddress: clientAt(family, client) });
      expect(['server', ...ground.refusals]).toContain(answer);
      return answer === 'server';
    };
    return {
      server,
      listener,
      passing: async () => ({ friend: await passes(1), stranger: await passes(2) }),
      passes,
      /** Each list gets these entries. */
      async fill(...entries: string[][]) {
        for (const [index, list] of lists.entries()) {
          await query('DELETE FROM access_control_entry WHERE access_control_list_id = $1', list);
          await query('INSERT INTO access_control_entry SELECT $1, unnest($2::inet[])', list, entries[index] ?? []);
        }
        await listener.settled();
      },
      async select(mode: 'whitelist' | 'blacklist') {
        await query(
          `WITH selected AS (INSERT INTO listener_access_control_list SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING)
          UPDATE listener SET access_control_mode = $3::access_control_mode WHERE id = $1`,
          listener.id,
          lists,
          mode,
        );
        await listener.settled();
      },
    };
  }

  for (const family of ['ipv4', 'ipv6'] as const) {
    test(`${family}: who may connect follows mode and entries, and who is connected stays`, async () => {
      const { listener, server, passing, fill, select } = await prepare(1, family);
      const { remoteClients } = stageOf();
      expect(await passing()).toEqual({ friend: true, stranger: true });
      const opened = await remoteClients.open(listener.place, { localAddress: clientAt(family, 2) });
      await fill([clientAt(family, 1)]);
      await select('whitelist');
      expect(await passing()).toEqual({ friend: true, stranger: false });

      const received = await server.received();
      await select('blacklist');
      expect(await passing()).toEqual({ friend: false, stranger: true });
      expect(await server.received(), 'the server never saw who was refused').toBe(received + 1);
      await fill([clientAt(family, 1)], [ThreeHosts.network('client', family)]);
      expect(await passing(), 'the union of both lists').toEqual({ friend: false, stranger: false });
      await select('whitelist');
      expect(await passing()).toEqual({ friend: true, stranger: true });
      await fill();
      expect(await passing(), 'empty lists switch the control off').toEqual({ friend: true, stranger: true });
      await select('blacklist');
      expect(await passing()).toEqual({ friend: true, stranger: true });
      expect(await remoteClients.echo(opened.id, 'still here')).toBe('still here');
    });
  }

  test('UDP: who is not let in hears nothing, and flows that are there go on', async () => {
    const { listener, fill, select } = await prepare(2, 'ipv4', 'udp');
    const { remoteClients } = stageOf();
    const flow = (client: number) => remoteClients.flow(listener.place, { localAddress: clientAt('ipv4', client) });
    const old = await flow(2);
    expect(await remoteClients.ask(old, 'before')).toBe('server:before');
    await fill([clientAt('ipv4', 2)]);
    await select('blacklist');
    const [friend, stranger] = [await flow(1), await flow(2)];
    expect(await remoteClients.ask(friend, 'hello', 5000)).toBe('server:hello');
    expect(await remoteClients.ask(stranger, 'hello')).toBeNull();
    expect(await remoteClients.ask(old, 'after')).toBe('server:after');
  });

  test('a thousand entries: each counts, and a thousand others take their place at once', async () => {
    const { passes, fill, select } = await prepare(3, 'ipv4');
    const { region } = stageOf().ground('ipv4');
    // Every other one, so that no two are neighbours that could be one network.
    const entriesFrom = (first: number) => Array.from({ length: ENTRIES_MAX }, (_, index) => clientAt('ipv4', first + 2 * index));
    const samples = [1, 2, 511, 512, 1023, 1024, 1999, 2000];
    const passing = async () => {
      const results: number[] = [];
      for (const client of samples) {
        if (await passes(client)) {
          results.push(client);
        }
      }
      return results;
    };
    await query(`INSERT INTO quota (region_id, name, value) VALUES ($1, 'entries-per-acl', $2)`, region, ENTRIES_MAX);
    await fill(entriesFrom(1));
    await select('whitelist');
    expect(await passing()).toEqual([1, 511, 1023, 1999]);
    await fill(entriesFrom(2));
    expect(await passing()).toEqual([2, 512, 1024, 2000]);
    await select('blacklist');
    expect(await passing()).toEqual([1, 511, 1023, 1999]);
  });

  test('who was turned away is counted', async () => {
    const { listener, passes, fill, select } = await prepare(4, 'ipv4');
    await fill([clientAt('ipv4', 2)]);
    await select('blacklist');
    expect([await passes(1), await passes(2), await passes(2), await passes(2)]).toEqual([true, false, false, false]);
    const traffic = await waitFor(
      async () => {
        const row = await listener.traffic();
        return row?.drops['access-control'] === 3 && row;
      },
      { what: 'three drops to be reported' },
    );
    expect(traffic.total).toBe(1);
  });
});
