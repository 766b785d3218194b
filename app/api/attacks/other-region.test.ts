import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/api.ts';
import { type AttackedWorld, anyPath, fingerprint, nameOf, pathIn, pathOrCollection, startAttackedWorld } from '#test/attacked-world.ts';
import { valid } from '#test/control-plane.ts';
import type { DescribedOperation } from '#test/fuzz/request-arbitrary.ts';
import { type JsonSchema, KNOWN_ID, valid as validFor } from '#test/fuzz/schema-arbitrary.ts';

/** What a role in one region makes of another one: at every operation it is as if it were not there. */
let world: AttackedWorld;
let northern: ApiClient;
let operations: DescribedOperation[];
let north: Record<string, string>;
let south: Record<string, string>;
beforeAll(async () => {
  world = await startAttackedWorld();
  ({ northern, operations, north, south } = world);
});
afterAll(() => world.close());

/** With every id of the other region, and what names nothing, made alike: what is told apart is told. */
function withoutIds({ status, body }: ApiAnswer, ids: string[]): unknown {
  let text = JSON.stringify({ status, body: { ...body, requestId: 'one' } });
  for (const id of ids) {
    text = text.replaceAll(id, 'ID');
  }
  return JSON.parse(text);
}

/** A name that is looked up nowhere, such as that of a thing in a file, may be any. */
function isDone({ status, body }: ApiAnswer): boolean {
  return status < 300 && !body?.refusal;
}

describe('IDOR: with a role in one region', () => {
  /** Of the same form as an id that there is. */
  const missing = (id: string) => `${id.slice(0, 4)}${String(Object.values(south).indexOf(id)).padStart(id.length - 4, 'z')}`;
  const both = () => [...Object.values(south), ...Object.values(south).map(missing)].sort((a, b) => b.length - a.length);

  it('what another region has is answered in every operation as what nobody has', async () => {
    const before = await fingerprint(world.prisma);
    const none = Object.fromEntries(Object.entries(south).map(([kind, id]) => [kind, missing(id)]));
    const tried = operations.filter((operation) => pathIn(south, operation) !== null);
    expect(tried.length).toBeGreaterThan(50);
    for (const operation of tried) {
      const [body] = operation.body ? fc.sample(validFor(operation.body), { numRuns: 1, seed: 7 }) : [undefined];
      const ask = (ids: Record<string, string>) => northern.request(operation.method, String(pathIn(ids, operation)), { body });
      const [theirs, nobodys] = [await ask(south), await ask(none)];
      expect({ operation: nameOf(operation), answer: withoutIds(theirs, both()) }).toEqual({
        operation: nameOf(operation),
        answer: withoutIds(nobodys, both()),
      });
      expect(theirs.status, nameOf(operation)).toBeGreaterThanOrEqual(400);
      if (operation.body === undefined) {
        expect(theirs.status, nameOf(operation)).toBe(404);
      }
    }
    expect(await fingerprint(world.prisma)).toEqual(before);
  });

  it('a list or report of another region is asked for in vain', async () => {
    for (const operation of operations.filter(
      ({ method, parameters }) => method === 'GET' && parameters.some(({ name }) => name === 'regionId'),
    )) {
      const path = anyPath(north, operation);
      const { status, body } = await northern.get(`${path}?regionId=south`);
      expect({ path, status, code: body.code }).toEqual({ path, status: 404, code: 'InvalidRegionId.NotFound' });
    }
  });

  it('lists without a region have nothing of another one', async () => {
    const secrets = [...Object.values(south).filter((id) => id !== 'south'), 'South', 'South A', '10.1.0.1'];
    for (const operation of operations.filter(({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/events')) {
      const { status, body } = await northern.get(`/api/v1${operation.path}?regionId=north`);
      const told = secrets.filter((secret) => JSON.stringify(body).includes(JSON.stringify(secret)));
      expect({ operation: nameOf(operation), status, told }).toMatchObject({ operation: nameOf(operation), told: [] });
    }
  });

  it('a body cannot name what another region has, in any field of any operation', { timeout: 600_000 }, async () => {
    const before = await fingerprint(world.prisma);
    const theirs = Object.values(south);
    let told = 0;
    for (const operation of operations.filter(({ body }) => body)) {
      const path = pathOrCollection(north, operation);
      for (const body of path === null ? [] : fc.sample(validFor(operation.body as JsonSchema), { numRuns: 25, seed: 11 })) {
        const text = JSON.stringify(body);
        if (!KNOWN_ID.test(text) || text.includes('"south"')) {
          continue;
        }
        const fill = (change: (id: string) => string) =>
          text.replaceAll(new RegExp(KNOWN_ID, 'g'), (_, _kind: string, digits: string) =>
            change(theirs[Number(digits) % theirs.length] ?? ''),
          );
        const ask = (filled: string) => northern.request(operation.method, `${path}?dryRun=true`, { body: filled });
        const [named, invented] = [await ask(fill((id) => id)), await ask(fill(missing))];
        const answers = [named, invented].map((answered) => (isDone(answered) ? 'done' : withoutIds(answered, both())));
        expect({ operation: nameOf(operation), body, answer: answers[0] }).toEqual({
          operation: nameOf(operation),
          body,
          answer: answers[1],
        });
        expect(JSON.stringify(named.body)).not.toMatch(/"South"|south two|"pair"|10\.1\.0\./);
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(50);
    expect(await fingerprint(world.prisma)).toEqual(before);
  });

  it.each([
    [
      'a server, in a group',
      () => [`/load-balancers/${north['load-balancers']}/vserver-groups`, { name: 'x', servers: [{ serverId: 'srv-south', port: 80 }] }],
    ],
    ['a server, in a default group', () => [`/load-balancers/${north['load-balancers']}/default-servers`, [{ serverId: 'srv-south' }]]],
    [
      'a server, for a check',
      () => ['/probes', { regionId: 'north', settings: valid.healthCheck(), targets: [{ serverId: 'srv-south', port: 80 }] }],
    ],
    [
      'a group, for a listener',
      () => [`/load-balancers/${north['load-balancers']}/listeners`, valid.listener(String(south['active-standby-groups']), { port: 99 })],
    ],
  ] as [string, () => [string, object]][])('of another region is not found: %s', async (_, request) => {
    const [path, body] = request();
    const method = path.endsWith('default-servers') ? 'PUT' : 'POST';
    const answered = await northern.request(method, `/api/v1${path}`, { body });
    expect(answered.status).toBe(400);
    expect(answered.body.code).toMatch(/NotFound|ServerGroup/);
    expect(JSON.stringify(answered.body)).not.toMatch(/south two|"south"|another region/);
  });
});
