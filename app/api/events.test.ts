import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';
import { HEARTBEAT_MS } from './http/event-stream.ts';

/** An open stream of events ends for who may not have it any more. */
let plane: ControlPlane;
let ann: Awaited<ReturnType<typeof signInWith>>;

beforeAll(async () => {
  plane = await startControlPlane();
  ann = await signInWith(plane.prisma, 'ann', [{ regionId: 'north', role: 'operator' }]);
});
afterAll(() => plane.close());
afterEach(() => {
  vi.useRealTimers();
});

const setDisabled = (disabledAt: Date | null) => plane.prisma.user.update({ where: { id: ann.userId }, data: { disabledAt } });

it.each<[string, (id: string) => Promise<unknown>, () => Promise<unknown>]>([
  ['was revoked', (id) => ann.delete(`/api/v1/me/credentials/${id}`), async () => undefined],
  [
    'expired',
    (id) => plane.prisma.$executeRaw`UPDATE credential SET created_at = '2020-01-01', expires_at = '2020-01-02' WHERE id = ${id}`,
    async () => undefined,
  ],
  [
    'has a user who is disabled',
    async () => {
      // As long as there are users, one is an administrator.
      await signInWith(plane.prisma, 'ada', [{ regionId: null, role: 'administrator' }]);
      await setDisabled(new Date());
    },
    () => setDisabled(null),
  ],
  [
    'has a user who lost the region',
    () => plane.prisma.accessGrant.deleteMany({ where: { userId: ann.userId } }),
    () => plane.prisma.accessGrant.create({ data: { userId: ann.userId, regionId: 'north', role: 'operator', createdBy: 'test' } }),
  ],
])('the stream of a token that %s ends at the next heartbeat, and not before', async (_, act, undo) => {
  const scopes = [{ regionId: 'north', role: 'viewer' }];
  const { body: made } = await ann.post('/api/v1/me/credentials', { kind: 'api-token', name: 'watch', scopes, expiresAt: null });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const headers = { authorization: `Bearer ${made.secret}` };
  const response = await new ApiClient().raw('GET', '/api/v1/events?regionId=north', { headers });
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  let isOver = false;
  const end = (async () => {
    while (!(await reader?.read())?.done) {
      // What it tells is not the matter here.
    }
    isOver = true;
  })();
  vi.advanceTimersByTime(HEARTBEAT_MS);
  await new ApiClient().request('GET', '/api/v1/me', { headers });
  expect(isOver).toBe(false);
  await act(made.id);
  vi.advanceTimersByTime(HEARTBEAT_MS);
  await end;
  await undo();
});
