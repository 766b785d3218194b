import { expect, test } from 'vitest';
import type { ListenerColumns } from '#test/configuration.ts';
import { type Family, ThreeHosts } from '#test/three-hosts.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** How connections and flows are shared (data-plane 4 and 5), by whom real servers say they are, between hosts. */

const NAMES = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof NAMES)[number];
const EQUAL = [100, 100, 100, 100];
const UNEQUAL = [10, 20, 30, 40];
/** With four servers, so three degrees of freedom: the right shares exceed it once in a million runs. */
const CHI_SQUARE_MAX = 30.7;
/** Of userspace, each of which takes turns for itself. */
const FORWARDERS = 2;
const SOURCES = 400;
/** Slots of a hash are shared but for chance, as the clients are. */
const HASH_CHI_SQUARE_MAX = 2 * CHI_SQUARE_MAX;

const sources = (family: Family, count = SOURCES) =>
  Array.from({ length: count }, (_, index) => ({ localAddress: ThreeHosts.address('client', family, index + 1) }));

function countsOf(answers: readonly (string | null)[]): number[] {
  return NAMES.map((name) => answers.filter((answer) => answer === name).length);
}

function expectShares(answers: readonly (string | null)[], weights: readonly number[], bound: number): void {
  expect(answers.filter((answer) => !NAMES.includes(answer as Name))).toEqual([]);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (const [index, count] of countsOf(answers).entries()) {
    const share = (answers.length * (weights[index] ?? 0)) / sum;
    expect(Math.abs(count - share), `${NAMES[index]} of ${countsOf(answers)}`).toBeLessThanOrEqual(bound);
  }
}

function chiSquare(answers: readonly string[], weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return countsOf(answers).reduce((total, count, index) => {
    const share = (answers.length * (weights[index] ?? 0)) / sum;
    return total + (share === 0 ? 0 : (count - share) ** 2 / share);
  }, 0);
}

/** Two forwarders of userspace may each give a client of a lost server another one at first; then one counts. */
function steady(ask: () => Promise<string[]>): Promise<string[]> {
  return waitFor(
    async () => {
      const [answers = [], ...others] = [await ask(), await ask(), await ask()];
      return others.every((other) => other.join() === answers.join()) && answers;
    },
    { what: 'each client to have one server' },
  );
}

describeOnHosts('scheduling', (stageOf, engine) => {
  /** A cycle of the kernel is exact; in each forwarder of userspace a member is owed, or ahead by, less than a turn for each other. */
  const turnsBound = engine === 'nftables' ? 0 : FORWARDERS * (NAMES.length - 1);

  async function prepare(
    number: number,
    columns: ListenerColumns,
    weights: number[],
    family: Family = 'ipv4',
    protocol: 'tcp' | 'udp' = 'tcp',
  ) {
    const site = await Site.create(stageOf().ground(family), number);
    const servers = await Promise.all(NAMES.map((name) => site.addServer(name, { protocol })));
    const pool = await site.addPool(servers, weights);
    const listener = await site.listen(pool, { protocol, columns, check: { enabled: false } });
    const serverOf = (name: Name) => {
      const server = servers[NAMES.indexOf(name)];
      if (!server) {
        throw new Error(`There is no server ${name}.`);
      }
      return server;
    };
    return {
      pool,
      listener,
      serverOf,
      async weigh(name: Name, weight: number) {
        await pool.weigh(serverOf(name), weight);
        await listener.settled();
      },
      ask: (count: number) =>
        stageOf().remoteClients.reachEach(
          listener.place,
          Array.from({ length: count }, () => ({})),
        ),
      askFrom: (count = SOURCES) => stageOf().remoteClients.reachEach(listener.place, sources(family, count)),
    };
  }

  test('wrr: shares are those of the weights over each cycle, and of the new ones after an edit', async () => {
    const { ask, weigh } = await prepare(1, { scheduler: 'wrr' }, UNEQUAL);
    expectShares(await ask(300), UNEQUAL, turnsBound);
    await weigh('a', 60);
    expectShares(await ask(300), [60, 20, 30, 40], turnsBound);
  });

  test('wrr: clients near and far take turns together', async () => {
    const { listener } = await prepare(2, { scheduler: 'wrr' }, UNEQUAL);
    const { remoteClients, localClients } = stageOf();
    const ask = (clients: typeof remoteClients) =>
      clients.reachEach(
        listener.place,
        Array.from({ length: 50 }, () => ({})),
      );
    expectShares((await Promise.all([ask(remoteClients), ask(localClients)])).flat(), UNEQUAL, turnsBound);
  });

  test('rr: all the same whatever the weights are, and nothing with weight 0', async () => {
    const { ask } = await prepare(3, { scheduler: 'rr' }, [10, 20, 30, 0], 'ipv6');
    expectShares(await ask(300), [1, 1, 1, 0], engine === 'nftables' ? 0 : FORWARDERS);
  });

  test('rr: UDP flows take turns as connections do', async () => {
    const { listener } = await prepare(4, { scheduler: 'rr' }, EQUAL, 'ipv4', 'udp');
    const answers = await stageOf().remoteClients.askEach(listener.place, sources('ipv4', 100), 'hello', 5000);
    expectShares(answers, [1, 1, 1, 1], engine === 'nftables' ? 0 : FORWARDERS);
  });

  for (const [family, number] of [
    ['ipv4', 5],
    ['ipv6', 5],
  ] as const) {
    test(`sch, ${family}: an address has one server, addresses are shared by weight, and who leaves moves only his`, async () => {
      const { askFrom, pool, listener, weigh, serverOf } = await prepare(number, { scheduler: 'sch' }, UNEQUAL, family);
      const before = await askFrom();
      expect(await askFrom()).toEqual(before);
      expect(chiSquare(before, UNEQUAL)).toBeLessThan(HASH_CHI_SQUARE_MAX);
      await weigh('c', 0);
      const without = await askFrom();
      expect(without.filter((name, index) => name === 'c' || (before[index] !== 'c' && name !== before[index]))).toEqual([]);
      await weigh('c', 30);
      expect(await askFrom()).toEqual(before);
      await pool.remove(serverOf('b'));
      await listener.settled();
      const removed = await askFrom();
      expect(removed.filter((name, index) => name === 'b' || (before[index] !== 'b' && name !== before[index]))).toEqual([]);
    });
  }

  test('sch: UDP flows of an address go where its other flows go', async () => {
    const { listener } = await prepare(6, { scheduler: 'sch' }, EQUAL, 'ipv4', 'udp');
    const ask = () => stageOf().remoteClients.askEach(listener.place, sources('ipv4', 50), 'hello', 5000);
    const before = await ask();
    expect(before).not.toContain(null);
    expect(new Set(before).size).toBeGreaterThan(1);
    expect(await ask()).toEqual(before);
  });

  test('tch: connections of one address are shared by weight, and one from the same port comes to the same server', async () => {
    const { listener } = await prepare(7, { scheduler: 'tch' }, UNEQUAL);
    const { localAddress } = sources('ipv4', 7)[6] ?? { localAddress: '' };
    const ports = Array.from({ length: SOURCES }, (_, index) => ({ localAddress, localPort: 20_000 + index }));
    const ask = () => stageOf().remoteClients.reachEach(listener.place, ports);
    const before = await ask();
    expect(await ask()).toEqual(before);
    expect(chiSquare(before, UNEQUAL)).toBeLessThan(HASH_CHI_SQUARE_MAX);
  });

  test('persistence: each address keeps its server, and leaves it only when that gets nothing any more', async () => {
    const { askFrom, weigh } = await prepare(8, { scheduler: 'rr', persistence_seconds: 600 }, EQUAL);
    const first = await askFrom(60);
    expectShares(first, EQUAL, engine === 'nftables' ? 0 : FORWARDERS);
    expect(await askFrom(60)).toEqual(first);
    await weigh('b', 0);
    const moved = await steady(() => askFrom(60));
    expect(moved.filter((name, index) => name === 'b' || (first[index] !== 'b' && name !== first[index]))).toEqual([]);
    await weigh('b', 100);
    expect(await askFrom(60)).toEqual(moved);
  });

  test('persistence: an address whose server failed is scheduled anew, and all clients have theirs back to keep', async () => {
    const site = await Site.create(stageOf().ground('ipv6'), 9);
    const [a, ...others] = [await site.addServer('a'), await site.addServer('b'), await site.addServer('c'), await site.addServer('d')];
    const columns = { scheduler: 'rr', persistence_seconds: 600 } as const;
    const listener = await site.listen(await site.addPool([a, ...others]), { columns });
    const ask = () => stageOf().remoteClients.reachEach(listener.place, sources('ipv6', 40));
    const first = await ask();
    await a.stop();
    await listener.verdictOf(a, 'unhealthy');
    const moved = await steady(ask);
    expect(moved.filter((name, index) => name === 'a' || (first[index] !== 'a' && name !== first[index]))).toEqual([]);
    await a.start();
    await listener.verdictOf(a, 'healthy');
    expect(await ask()).toEqual(moved);
  });

  test('persistence: an address is forgotten after its last activity, and traffic of an open connection is activity', async () => {
    const seconds = 3;
    const { listener, ask } = await prepare(10, { scheduler: 'rr', persistence_seconds: seconds }, EQUAL);
    const { remoteClients } = stageOf();
    const [busy = {}, ...idle] = sources('ipv4', 13);
    const askInTurn = async () => {
      const answers: string[] = [];
      for (const source of idle) {
        answers.push(await remoteClients.reach(listener.place, source));
      }
      return answers;
    };
    const open = await remoteClients.open(listener.place, busy);
    const first = await askInTurn();
    const endsAt = performance.now() + 2 * seconds * 1000;
    await waitFor(
      async () => {
        expect(await remoteClients.echo(open.id, 'still here')).toBe('still here');
        return performance.now() > endsAt;
      },
      { intervalMs: 200 },
    );
    expect(await remoteClients.reach(listener.place, busy)).toBe(open.server);
    // Whoever is remembered has its former server; of twelve that are scheduled anew, one turn later, hardly all have.
    await ask(1);
    expect(await askInTurn()).not.toEqual(first);
  });
});
