import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { waitFor } from '#test/wait.ts';

let plane: ControlPlane;
let api: ApiClient;
let admin: pg.Client;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
  admin = new pg.Client({ connectionString: plane.url.replace(/\/[^/]*$/, '/postgres') });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await plane.close();
});

it('while the database is away everything answers 503, and works again when it is back', async () => {
  const name = new URL(plane.url).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  const unavailable = { status: 503, body: { code: 'ServiceUnavailable' } };
  expect(await api.get('/api/v1/health')).toMatchObject(unavailable);
  expect(await api.get('/api/v1/regions')).toMatchObject(unavailable);
  expect(await api.post('/api/v1/load-balancers', { regionId: 'north' })).toMatchObject(unavailable);
  expect(await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password)).toMatchObject(unavailable);
  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  await waitFor(async () => (await api.get('/api/v1/health')).status === 200);
  expect((await api.get('/api/v1/regions')).status).toBe(200);
  expect(await plane.prisma.loadBalancer.count()).toBe(0);
});

it('a create whose answer was lost is sent again and gets the first answer', async () => {
  const { body: loadBalancer } = await api.post('/api/v1/load-balancers', { regionId: 'north' });
  const path = `/api/v1/load-balancers/${loadBalancer.id}/active-standby-groups`;
  const send = () => api.post(path, valid.group(), { 'idempotency-key': 'lost' });
  const lost = await send();
  await plane.prisma.loadBalancer.update({ where: { id: loadBalancer.id }, data: { name: 'changed-meanwhile' } });
  expect((await send()).body).toEqual(lost.body);
  expect(await plane.prisma.activeStandbyGroup.count()).toBe(1);
});
