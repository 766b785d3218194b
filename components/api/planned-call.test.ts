import { expect, test } from 'vitest';
import { request } from './client.ts';
import { callsOf, canBePlanned } from './planned-call.ts';

test('the calls of a plan are known and none is made', async () => {
  let isDone = false;
  const calls = callsOf(() =>
    request('/servers', { method: 'POST', body: { name: 'a' }, idempotencyKey: 'k' }).then(() => {
      isDone = true;
    }),
  );
  expect(calls).toEqual([{ method: 'POST', path: '/api/v1/servers', body: { name: 'a' }, idempotencyKey: 'k' }]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDone).toBe(false);
});

test('several calls at once are all known', () => {
  const calls = callsOf(() => Promise.all(['a', 'b'].map((id) => request(`/servers/${id}`, { method: 'DELETE' }))));
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /api/v1/servers/a', 'DELETE /api/v1/servers/b']);
});

test('what reads first is not known, and does not go on', () => {
  const change = async () => {
    const before = await request('/servers');
    await request('/servers', { method: 'PUT', body: before });
  };
  expect(callsOf(() => change())).toEqual([]);
});

test('an async function is not for plans', () => {
  expect(canBePlanned(async () => undefined)).toBe(false);
  expect(canBePlanned(() => Promise.resolve())).toBe(true);
});

test('a plan that throws leaves no trace', async () => {
  expect(() =>
    callsOf(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  // Outside of the product the address has no host, so a request that is made fails.
  await expect(request('/servers')).rejects.toThrow('No answer from the console.');
});
