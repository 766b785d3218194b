import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { createFirstAdministrator } from '../setup/create-first-administrator.ts';
import { ADDRESS_LIMIT, SHARED_LIMIT, SIGN_IN_LIMIT } from './sign-in-limit.ts';

const { email, password } = ADMINISTRATOR;
let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await createFirstAdministrator(plane.prisma, ADMINISTRATOR);
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.rateLimit.deleteMany();
});
afterEach(() => {
  delete process.env.OPENSLB_CLIENT_ADDRESS_HEADER;
});

const guess = (headers: Record<string, string> = {}, account = email) =>
  new ApiClient().post('/api/auth/sign-in/email', { email: account, password: 'not the password' }, headers);

const PARALLEL = 5;

/** Several at a time, as an attacker would. */
async function many(count: number, act: (index: number) => Promise<{ status: number }>): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  for (let done = 0; done < count; done += PARALLEL) {
    const answers = await Promise.all(Array.from({ length: Math.min(PARALLEL, count - done) }, (_, index) => act(done + index)));
    for (const { status } of answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  return statuses;
}

describe('wrong passwords', () => {
  it('a thousand for one account: ten are looked at, the others wait; a browser that has signed in before gets in meanwhile', async () => {
    const home = new ApiClient();
    expect((await home.signIn(email, password)).status).toBe(200);
    const startedAt = Date.now();
    const statuses = await many(1000, () => guess());
    // A new window of five minutes begins only if the machine is that slow.
    const windows = 1 + Math.floor((Date.now() - startedAt) / SIGN_IN_LIMIT.windowMs);
    expect([...statuses.keys()].sort()).toEqual([401, 429]);
    expect(statuses.get(401)).toBeLessThanOrEqual(SIGN_IN_LIMIT.max * windows);
    expect(statuses.get(401)).toBeGreaterThan(0);
    const refused = await new ApiClient().signIn(email, password);
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 429, code: 'TooManyRequests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await home.signIn(email, password)).status).toBe(200);
    expect(await plane.prisma.rateLimit.count()).toBeLessThanOrEqual(3);
    const failures = await plane.prisma.auditEntry.count({ where: { action: 'user:sign-in-failed' } });
    expect(failures, 'what is refused unseen fills no log').toBe(statuses.get(401));
  });

  it('for many accounts: so few are looked at in ten seconds, and the table of counts stays small', async () => {
    const startedAt = Date.now();
    const statuses = await many(120, (index) => guess({}, `user-${index}@example.test`));
    const windows = 1 + Math.ceil((Date.now() - startedAt) / SHARED_LIMIT.windowMs);
    expect(statuses.get(401)).toBeLessThanOrEqual(SHARED_LIMIT.max * windows);
    expect(await plane.prisma.rateLimit.count()).toBeLessThanOrEqual(SHARED_LIMIT.max * windows + 1);
  });
});

describe('one address', () => {
  it('uses up its own tries only, as the proxy tells it', async () => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'X-Real-IP';
    const from = (address: string, account: string) => guess({ 'x-real-ip': address }, account);
    expect((await from('192.0.2.1', 'one@example.test')).status).toBe(401);
    await plane.prisma.rateLimit.updateMany({
      where: { key: 'address:192.0.2.1' },
      data: { count: ADDRESS_LIMIT.max, lastRequest: Date.now() },
    });
    const refused = await from('192.0.2.1', 'another@example.test');
    expect({ status: refused.status, wait: Number(refused.headers.get('retry-after')) <= 10 }).toEqual({ status: 429, wait: true });
    expect((await from('192.0.2.2', 'other@example.test')).status).toBe(401);
  });

  it('is a network of 2^64 where it is IPv6, and counts at one-time links as well', async () => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'X-Real-IP';
    const link = (address: string, path: string) =>
      new ApiClient().post(path, { token: 'made-up', password: 'a wall of seven lamps' }, { 'x-real-ip': address });
    for (const path of ['/api/link', '/api/setup']) {
      expect((await link('2001:db8::1', path)).status).not.toBe(429);
    }
    expect(await plane.prisma.rateLimit.findUnique({ where: { key: 'address:2001:db8::/64' } })).toMatchObject({ count: 2 });
    await plane.prisma.rateLimit.updateMany({
      where: { key: 'address:2001:db8::/64' },
      data: { count: ADDRESS_LIMIT.max, lastRequest: Date.now() },
    });
    expect((await link('2001:db8::ffff:1', '/api/link')).status).toBe(429);
    expect((await link('2001:db8:0:1::1', '/api/link')).status).not.toBe(429);
  });
});

describe('whoever cannot sign in', () => {
  it('is answered alike, be the email unknown, the password wrong, or the user disabled, after the same work', async () => {
    const { id } = await plane.prisma.user.create({
      data: { id: 'gone', name: 'Gone', email: 'gone@example.test', disabledAt: new Date() },
    });
    const { password: hash } = await plane.prisma.account.findFirstOrThrow();
    await plane.prisma.account.create({ data: { id: 'gone', userId: id, accountId: id, providerId: 'credential', password: hash } });
    const tries: [string, string][] = [
      ['nobody@example.test', password],
      [email, 'not the password'],
      ['gone@example.test', password],
      ['gone@example.test', 'not the password'],
    ];
    const times: number[][] = tries.map(() => []);
    const answers = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      for (const [index, [account, given]] of tries.entries()) {
        const startedAt = performance.now();
        const { status, body, headers } = await new ApiClient().signIn(account, given);
        times[index]?.push(performance.now() - startedAt);
        answers.add(JSON.stringify({ status, ...body, requestId: '', cookies: headers.getSetCookie() }));
      }
    }
    expect([...answers]).toHaveLength(1);
    // A password is hashed whoever it is for: without that an answer comes in a tenth of the time.
    const quickest = times.map((all) => Math.min(...all));
    expect(Math.min(...quickest)).toBeGreaterThan(Math.max(...quickest) / 4);
  });
});
