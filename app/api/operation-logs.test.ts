import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endBoundedWindows } from '#services/operation-log/bounded.ts';
import type { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { signInWith } from '#test/users.ts';

/** Who finds what in the operation log, what gets into it besides changes, and how it leaves. */
let plane: ControlPlane;
let administrator: ApiClient;
let viewer: ApiClient;
let operator: ApiClient;
let nobody: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  administrator = await plane.signIn();
  viewer = await signInWith(plane.prisma, 'log-viewer', [{ regionId: 'north', role: 'viewer' }]);
  operator = await signInWith(plane.prisma, 'log-operator', [
    { regionId: 'north', role: 'operator' },
    { regionId: 'south', role: 'viewer' },
  ]);
  nobody = await signInWith(plane.prisma, 'log-nobody', []);
});
afterAll(() => plane.close());
beforeEach(async () => {
  await endBoundedWindows();
  await forgetAudit(plane.prisma);
});

const LOGS = '/api/v1/operation-logs';

async function actions(api: ApiClient, query = ''): Promise<string[]> {
  const { status, body } = await api.get(`${LOGS}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items.map((item: { action: string }) => item.action);
}

interface Entry {
  action: string;
  at?: string;
  regionId?: string | null;
  resourceType?: string;
  resourceId?: string;
  actorId?: string | null;
  actorName?: string;
  after?: object;
}

async function insert(...entries: Entry[]): Promise<void> {
  for (const { at, ...entry } of entries) {
    await plane.prisma.auditEntry.create({
      data: {
        actorType: 'user',
        actorName: 'Ada',
        regionId: 'north',
        resourceType: 'server',
        resourceId: 'srv-one',
        ...(at === undefined ? {} : { at: new Date(at) }),
        ...entry,
      },
    });
  }
}

const idOf = async (email: string) => (await plane.prisma.user.findUniqueOrThrow({ where: { email } })).id;
const emailOf = async (api: ApiClient): Promise<string> => (await api.get('/api/v1/me')).body.email;

describe('who sees what', () => {
  beforeEach(async () => {
    const viewerEmail = await emailOf(viewer);
    const viewerId = await idOf(viewerEmail);
    await insert(
      { action: 'server:in-north' },
      { action: 'server:in-south', regionId: 'south' },
      { action: 'region:retired', regionId: 'gone' },
      { action: 'security-settings:updated', regionId: null },
      { action: 'user:signed-in', regionId: null, resourceType: 'user', resourceId: viewerId, actorId: viewerId },
      { action: 'user:sign-in-failed', regionId: null, resourceType: 'user', resourceId: viewerEmail, actorId: null },
      { action: 'user:updated', regionId: null, resourceType: 'user', resourceId: viewerId, actorId: 'usr-administrator' },
      { action: 'user:signed-in', regionId: null, resourceType: 'user', resourceId: 'usr-other', actorId: 'usr-other' },
    );
  });

  it('administrators everything', async () => {
    expect(await actions(administrator)).toHaveLength(8);
    expect(await actions(administrator, '?scope=none')).toHaveLength(5);
    expect(await actions(administrator, '?regionId=south')).toEqual(['server:in-south']);
  });

  it('others their regions, and what they did or somebody tried in their name', async () => {
    expect((await actions(viewer)).sort()).toEqual(['server:in-north', 'user:sign-in-failed', 'user:signed-in']);
    expect((await actions(viewer, '?scope=none')).sort()).toEqual(['user:sign-in-failed', 'user:signed-in']);
    expect((await actions(operator)).sort()).toEqual(['server:in-north', 'server:in-south']);
    expect(await actions(nobody)).toEqual([]);
    expect((await viewer.get(`${LOGS}?regionId=south`)).body.code).toBe('InvalidRegionId.NotFound');
    expect((await viewer.get(`${LOGS}?regionId=gone`)).body.code).toBe('InvalidRegionId.NotFound');
  });

  it('one entry like the list, and else as if it were not there', async () => {
    for (const [api, seen] of [
      [administrator, 8],
      [viewer, 3],
      [operator, 2],
      [nobody, 0],
    ] as const) {
      const entries = await plane.prisma.auditEntry.findMany({ where: { resourceType: { not: 'request' } } });
      const answers = await Promise.all(entries.map(({ id }) => api.get(`${LOGS}/${id}`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(seen);
      expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
        new Set(seen === 8 ? [] : ['LogEntryNotFound']),
      );
    }
    expect((await administrator.get(`${LOGS}/lb-1`)).body.code).toBe('LogEntryNotFound');
  });
});

describe('a list', () => {
  it('comes newest first, page by page, without missing or repeating what has the same time', async () => {
    const at = '2026-01-01T00:00:00.000Z';
    await insert(...Array.from({ length: 7 }, (_, index) => ({ action: 'server:updated', resourceId: `srv-${index}`, at })));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await administrator.get(`${LOGS}?pageSize=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { resourceId: string }) => item.resourceId));
      cursor = body.next ?? '';
      expect(body.lookedTo).toBe(cursor === '' ? null : at);
    } while (cursor !== '');
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it.each([
    ['?resourceType=listener', ['listener:created']],
    ['?resourceId=lsn-7', ['listener:created']],
    ['?resourceType=listener&resourceId=lsn-8', []],
    ['?action=created', ['server:created', 'listener:created']],
    ['?action=server:created', ['server:created']],
    ['?actor=grac', ['server:updated']],
    ['?actorId=usr-grace', ['server:updated']],
    ['?from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z', ['listener:created']],
    ['?from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59-23:59', ['server:updated', 'server:created', 'listener:created']],
    ['?search=SHOP', ['server:created']],
    ['?search=%25', ['listener:created']],
    ['?search=a%22b', ['server:updated']],
    ['?search=none', []],
  ])('%s', async (query, expected) => {
    await insert(
      { action: 'listener:created', resourceType: 'listener', resourceId: 'lsn-7', at: '2026-02-10T00:00:00Z', after: { name: '100%' } },
      { action: 'server:created', at: '2026-03-10T00:00:00Z', after: { name: 'Shop' } },
      { action: 'server:updated', at: '2026-03-11T00:00:00Z', actorName: 'Grace', actorId: 'usr-grace', after: { name: 'a"b' } },
    );
    expect(await actions(administrator, query)).toEqual(expected);
  });

  it.each([
    ['?regionId=north&scope=none', 'scope'],
    ['?scope=all', 'scope'],
    ['?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['?from=yesterday', 'from'],
    ['?cursor=1', 'cursor'],
    ['?pageSize=1000', 'pageSize'],
    ['?action=DROP%20TABLE', 'action'],
    [`?search=${'x'.repeat(201)}`, 'search'],
    ['?actor=a&actor=b', 'actor'],
  ])('%s is refused, and says where', async (query, path) => {
    const { status, body } = await administrator.get(`${LOGS}${query}`);
    expect({ status, path: body.issues?.[0]?.path }).toEqual({ status: 400, path });
  });

  it('shows the whole record of an entry, with its place in the chain', async () => {
    await administrator.patch('/api/v1/servers/srv-one', { name: 'uno' });
    const [item] = (await administrator.get(LOGS)).body.items;
    expect(item).toMatchObject({ action: 'server:updated', resourceName: 'uno', actorName: ADMINISTRATOR.name, credential: null });
    expect((await administrator.get(`${LOGS}/${item.id}`)).body).toMatchObject({
      ...item,
      before: { name: 'one' },
      after: { name: 'uno' },
      position: expect.any(Number),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await administrator.patch('/api/v1/servers/srv-one', { name: 'one' });
  });
});

describe('refusals', () => {
  const refused = () => plane.prisma.auditEntry.findMany({ where: { resourceType: 'request' }, orderBy: { at: 'asc' } });

  it('for want of a role are noted, with the role', async () => {
    const answer = await viewer.patch('/api/v1/servers/srv-one', { name: 'mine' });
    expect(answer.status).toBe(403);
    expect(await refused()).toMatchObject([
      {
        action: 'request:refused',
        resourceId: 'PATCH /api/v1/servers/srv-one',
        actorId: await idOf(await emailOf(viewer)),
        regionId: 'north',
        requestId: answer.headers.get('x-request-id'),
        after: { code: 'MissingRole', missingRole: 'region-admin' },
      },
    ]);
  });

  it('that look as if there were nothing are noted where it is, also in a rehearsal', async () => {
    const hidden = await viewer.delete('/api/v1/servers/srv-south');
    expect(hidden).toMatchObject({ status: 404, body: { code: 'ServerNotFound' } });
    expect(JSON.stringify(hidden.body)).not.toContain('"south"');
    await viewer.delete('/api/v1/servers/srv-south?dryRun=true');
    expect((await refused()).map(({ regionId }) => regionId)).toEqual(['south', 'south']);
    expect(await actions(viewer)).toEqual([]);
    expect(await actions(operator)).toEqual(['request:refused', 'request:refused']);
  });

  it('of writes from other pages are noted; what is not there, bad input and strangers are not', async () => {
    const foreign = await administrator.request('POST', '/api/v1/servers', { body: {}, headers: { origin: 'https://evil.test' } });
    expect(foreign.body.code).toBe('Forbidden');
    await administrator.post('/api/v1/servers', {});
    await administrator.get('/api/v1/servers/srv-none');
    const stranger = await administrator.request('GET', '/api/v1/servers/srv-one', { headers: { cookie: '' } });
    expect(stranger.status).toBe(401);
    expect((await refused()).map(({ after }) => (after as { code: string }).code)).toEqual(['Forbidden']);
  });

  it('of one user are at most twenty a minute, and then one entry that tells how many more', async () => {
    for (let number = 0; number < 27; number += 1) {
      await viewer.patch('/api/v1/servers/srv-one', { name: 'mine' });
    }
    await operator.patch('/api/v1/servers/srv-one', { name: 'mine' });
    expect(await refused()).toHaveLength(21);
    await endBoundedWindows();
    const entries = await refused();
    expect(entries).toHaveLength(22);
    expect(entries.at(-1)).toMatchObject({ action: 'request:refused-more', after: { more: 7, last: { code: 'MissingRole' } } });
  });
});

describe('what leaves', () => {
  it('as configuration is noted', async () => {
    const { body } = await administrator.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' });
    await forgetAudit(plane.prisma);
    expect((await viewer.get('/api/v1/regions/north/export')).status).toBe(200);
    expect((await viewer.get(`/api/v1/load-balancers/${body.id}/export`)).status).toBe(200);
    expect(await plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } })).toMatchObject([
      { action: 'region:exported', resourceId: 'north', regionId: 'north', after: { instances: 1, servers: 3 } },
      { action: 'load-balancer:exported', resourceId: body.id, regionId: 'north', after: { instances: 1 } },
    ]);
  });

  it('of the log itself is noted with what was asked for, and holds what the reader may see', async () => {
    await insert({ action: 'server:in-north' }, { action: 'server:in-south', regionId: 'south' });
    const answer = await viewer.raw('GET', `${LOGS}/export?regionId=north&format=jsonl&search=north`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="operation-log-north-[\d-]{10}\.jsonl"$/);
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    // That it is taken is the newest entry of it.
    expect(lines).toMatchObject([
      { action: 'operation-log:exported', regionId: 'north', after: { format: 'jsonl', search: 'north' } },
      { action: 'server:in-north', position: expect.any(Number) },
    ]);
    expect((await viewer.get(`${LOGS}/export?regionId=south`)).status).toBe(404);
  });

  it('as CSV has one line for each entry, in which nothing is a formula and nothing hides', async () => {
    const hostile = `=cmd|' /C calc'!A0\r\n"x",\u202etxt\u0007`;
    await insert({ action: 'server:updated', actorName: hostile, resourceId: '-2+3', after: { name: '@SUM(A1)\n' } });
    await insert(...Array.from({ length: 600 }, (_, index) => ({ action: 'server:updated', resourceId: `srv-${index}` })));
    const text = String((await administrator.get(`${LOGS}/export`)).body);
    const lines = text.split('\r\n');
    // Reading text takes the mark of UTF-8 away.
    expect(text.startsWith('at,action,resourceType')).toBe(true);
    expect(lines).toHaveLength(601 + 1 + 2);
    const line = lines.find((one) => one.includes('calc')) ?? '';
    expect(line).toContain(`"'=cmd|' /C calc'!A0\\u000d\\u000a""x"",\\u202etxt\\u0007"`);
    expect(line).toContain(`"'-2+3"`);
    expect(line).toContain(`"'@SUM(A1)\\u000a"`);
    expect(['\u0007', '\u202e'].filter((character) => text.includes(character))).toEqual([]);
  });

  it('is refused when it would be too long', async () => {
    // Without seals, which take longer than a test should.
    await plane.prisma.$transaction([
      plane.prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
      plane.prisma.$executeRaw`
        INSERT INTO audit_entry (actor_type, actor_name, resource_type, resource_id, action, region_id)
        SELECT 'operator', 'Tester', 'server', n::text, 'server:updated', 'south' FROM generate_series(1, 100001) n`,
    ]);
    const { status, body } = await administrator.get(`${LOGS}/export?regionId=south`);
    expect({ status, path: body.issues?.[0]?.path }).toEqual({ status: 400, path: 'from' });
    expect(await plane.prisma.auditEntry.count({ where: { action: 'operation-log:exported' } })).toBe(0);
    // A search reads some thousand entries for a page, and says how far it came.
    const page = await administrator.get(`${LOGS}?regionId=south&search=nowhere`);
    expect(page.body).toMatchObject({ items: [], next: expect.any(String), lookedTo: expect.any(String) });
  });
});
