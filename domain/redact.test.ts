import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

const redact = createRedactor({
  DATABASE_URL: 'postgres://u:p%40ssword-1@db/x',
  OPENSLB_WORKER_DATABASE_URL: 'postgres://w:of-the-worker@db/x',
  OPENSLB_SECRET: 'q7Zr2mV9xT4bK1nH8sW5cJ3dF6gL0pYa',
  OPENSLB_SECRET_PREVIOUS: 'the first one before, the second one before',
  OPENSLB_ADMIN_PASSWORD: 'correct horse battery',
  OPENSLB_OIDC_CLIENT_SECRET: 'client-secret-1',
  OPENSLB_PUBLIC_URL: 'https://slb.example.com',
  SHORT_PASSWORD: 'in',
});

describe('a line of a log', () => {
  it.each([
    ['cannot connect with p%40ssword-1', 'p%40ssword-1'],
    ['cannot connect with p@ssword-1', 'p@ssword-1'],
    ['of-the-worker', 'of-the-worker'],
    ['key q7Zr2mV9xT4bK1nH8sW5cJ3dF6gL0pYa!', 'q7Zr2mV9'],
    ['"the second one before"', 'second'],
    ['user said correct horse battery', 'horse'],
    ['{"client_secret":"client-secret-1"}', 'client-secret-1'],
    ['getaddrinfo postgres://somebody:hunter2@other/x', 'hunter2'],
    ['GET /setup?token=Zm9vYmFy&x=1', 'Zm9vYmFy'],
    ['GET /api/auth/callback?code=abc123&state=def456', /abc123|def456/],
    ['cookie: openslb.session_token=abc.def; theme=dark', 'abc.def'],
    ['cookie: __Host-openslb.pending_sign_in=u1.2.3', 'u1.2.3'],
    ['authorization: Bearer slb_0123456789', '0123456789'],
    ['token oslb_0123456789abcdef is unknown', '0123456789'],
    ['scan otpauth://totp/OpenSLB:ada?secret=JBSWY3DP&issuer=OpenSLB', 'JBSWY3DP'],
    ['{"email":"ada@example.test","password":"hunter2-hunter2"}', 'hunter2'],
    [String.raw`{"error":["{\"password\":\"hunter2-hunter2\"}"]}`, 'hunter2'],
    ["  data: { id: 'x', password: 'salt:hash' }", 'salt:hash'],
    ['DETAIL: Failing row contains (u1, ada, salt:hash).', 'salt:hash'],
    ['DETAIL: Key (token)=(Zm9vYmFy) already exists.', 'Zm9vYmFy'],
  ])('shows nothing of the secret in: %s', (line, secret) => {
    const shown = redact(line);
    expect(shown).toContain('[hidden]');
    expect(shown).not.toMatch(secret);
  });

  it.each([
    'Console ready  https://slb.example.com',
    '{"level":"error","event":"request:failed","code":"42501","error":["Error: password authentication failed for user \\"openslb\\""]}',
    'info listener:started listener=lsn-1 address=127.0.0.1 port=80',
    'in the middle of nothing',
    'Key (region_id, name)=(north, web) already exists.',
    'postgres://db.example:5432/openslb',
  ])('stays as it is without one: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('of any length takes no time worth mentioning', () => {
    const line = `${'password="'.repeat(20_000)}${'a:'.repeat(20_000)}${'Key ('.repeat(10_000)}${'?token'.repeat(10_000)}`;
    const startedAt = performance.now();
    redact(line);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
