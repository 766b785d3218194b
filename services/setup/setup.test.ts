import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
// Loaded before the first test, whose time limit is not meant for it.
import '../auth/auth.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createFirstAdministrator } from './create-first-administrator.ts';
import { isSetupOpen } from './is-open.ts';
import { issueSetupToken } from './issue-token.ts';

let plane: ControlPlane;
let api: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.user.deleteMany();
  await plane.prisma.setupToken.deleteMany();
  await plane.prisma.setupClosing.deleteMany();
  await forgetAudit(plane.prisma);
  api = new ApiClient();
});

async function issue(): Promise<string> {
  const token = await issueSetupToken(plane.prisma);
  if (token === null) {
    throw new Error('No token was issued.');
  }
  return token;
}

const setUp = (token: string, changes: object = {}) => api.post('/api/setup', { ...ADMINISTRATOR, token, ...changes });

describe('the setup link', () => {
  it('makes the first administrator, who can sign in, and stands in the audit', async () => {
    const token = await issue();
    const { status, body } = await setUp(token, { email: ' Ada@Example.Test ' });
    expect({ status, body }).toEqual({ status: 201, body: { id: body.id, name: 'Ada', email: 'ada@example.test' } });
    expect((await api.signIn('ADA@example.test', ADMINISTRATOR.password)).status).toBe(200);
    expect((await api.get('/api/v1/regions')).status).toBe(200);
    const [entry] = await plane.prisma.auditEntry.findMany({ where: { action: 'user:created' } });
    expect(entry).toMatchObject({ actorId: body.id, resourceId: body.id, after: { email: 'ada@example.test' } });
    expect(JSON.stringify(entry)).not.toContain(ADMINISTRATOR.password);
  });

  it('works once', async () => {
    const token = await issue();
    await setUp(token);
    expect(await setUp(token, { email: 'eve@example.test' })).toMatchObject({ status: 403, body: { code: 'SetupClosed' } });
    expect(await plane.prisma.user.count()).toBe(1);
  });

  it('opened twice at the same moment makes one administrator', async () => {
    const token = await issue();
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => setUp(token, { email: `${name}@example.test` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
    expect(await plane.prisma.user.count()).toBe(1);
    expect(await plane.prisma.account.count()).toBe(1);
  });

  it('is void as soon as there is a user, whoever writes that user, and no new one is issued', async () => {
    const token = await issue();
    await plane.prisma.user.create({ data: { id: 'u', name: 'u', email: 'u@example.test' } });
    expect(await setUp(token)).toMatchObject({ status: 403, body: { code: 'SetupClosed' } });
    expect(await isSetupOpen(plane.context, token)).toBe(false);
    expect(await issueSetupToken(plane.prisma)).toBe(null);
    expect(await plane.prisma.setupToken.count()).toBe(0);
  });

  it('belongs to the first start: there is none once there was a user, even when all are gone', async () => {
    await setUp(await issue());
    await plane.prisma.user.deleteMany();
    expect(await issueSetupToken(plane.prisma)).toBe(null);
    expect(await createFirstAdministrator(plane.prisma, ADMINISTRATOR)).toBe('created');
  });

  it('cannot be issued or reopened past the database by the console, which may write its tokens', async () => {
    await plane.prisma.user.create({ data: { id: 'u', name: 'u', email: 'u@example.test' } });
    const act = plane.context.prisma.setupToken.create({ data: { tokenHash: 'x' } });
    await expect(act).rejects.toThrow('SetupClosed');
    await expect(plane.context.prisma.setupClosing.deleteMany()).rejects.toThrow('permission denied');
  });

  it('expires after a day', async () => {
    const token = await issue();
    const issuedAt = (hours: number) => ({ data: { createdAt: new Date(Date.now() - hours * 3600_000) } });
    await plane.prisma.setupToken.updateMany(issuedAt(23.9));
    expect(await isSetupOpen(plane.context, token)).toBe(true);
    await plane.prisma.setupToken.updateMany(issuedAt(24.1));
    expect(await isSetupOpen(plane.context, token)).toBe(false);
    expect(await setUp(token)).toMatchObject({ status: 403, body: { code: 'SetupClosed' } });
    expect((await setUp(await issue())).status).toBe(201);
  });

  it('is replaced by a newer one, and never stored in clear', async () => {
    const older = await issue();
    const newer = await issue();
    expect((await setUp(older)).status).toBe(403);
    expect(JSON.stringify(await plane.prisma.setupToken.findMany())).not.toContain(newer);
    expect((await setUp(newer)).status).toBe(201);
  });

  it.each([
    ['an unknown token', { token: 'made-up' }, 403, 'SetupClosed', undefined],
    ['no token', { token: undefined }, 400, 'InvalidParameter', 'token'],
    ['a password of 11 characters', { password: 'p'.repeat(11) }, 400, 'InvalidParameter', 'password'],
    ['a password of 129 characters', { password: 'p'.repeat(129) }, 400, 'InvalidParameter', 'password'],
    ['a password that everybody has', { password: 'Password1234' }, 400, 'PasswordBreached', 'password'],
    ['an email that is none', { email: 'ada' }, 400, 'InvalidParameter', 'email'],
    ['an empty name', { name: ' ' }, 400, 'InvalidParameter', 'name'],
  ])('with %s is refused, and stays good', async (_, changes, status, code, path) => {
    const token = await issue();
    const answer = await setUp(token, changes);
    expect(answer).toMatchObject({ status, body: { code } });
    if (path) {
      expect(answer.body.issues).toMatchObject([{ path }]);
    }
    expect((await setUp(token)).status).toBe(201);
  });

  it('of another site is refused', async () => {
    const token = await issue();
    const body = { ...ADMINISTRATOR, token };
    expect(await api.post('/api/setup', body, { origin: 'https://evil.test' })).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
  });
});

describe('an administrator given by the environment', () => {
  it('is created once, and closes the setup link', async () => {
    const token = await issue();
    expect(await createFirstAdministrator(plane.prisma, ADMINISTRATOR)).toBe('created');
    expect(await createFirstAdministrator(plane.prisma, { ...ADMINISTRATOR, email: 'eve@example.test' })).toBe('exists');
    expect((await setUp(token)).status).toBe(403);
    expect((await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password)).status).toBe(200);
    expect(await plane.prisma.auditEntry.findMany({ where: { action: 'user:created' } })).toMatchObject([{ actorType: 'system' }]);
  });

  it('with a password that is too short is refused in words', async () => {
    const act = createFirstAdministrator(plane.prisma, { ...ADMINISTRATOR, password: 'short' });
    await expect(act).rejects.toThrow('password: A password has at least 12 characters.');
  });

  it('with a password that everybody has is refused in words', async () => {
    const act = createFirstAdministrator(plane.prisma, { ...ADMINISTRATOR, password: 'administrator1' });
    await expect(act).rejects.toThrow('This password is among those that are used most');
  });
});
