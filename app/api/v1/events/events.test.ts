import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HEARTBEAT_MS } from '#app/api/http/event-stream.ts';
import { closeStreams } from '#services/events/open-streams.ts';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';
import { waitFor } from '#test/wait.ts';
import { GET } from './route.ts';

let plane: ControlPlane;
let api: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());

const listening = async () => {
  const rows = await plane.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE application_name = 'openslb console events' AND datname = current_database()`;
  return rows.length;
};

/** Reads a stream of events as a browser does; `text` grows. */
async function open(regionId: string, client = api) {
  const leaving = new AbortController();
  const response = await client.raw('GET', `/api/v1/events?regionId=${regionId}`, { signal: leaving.signal });
  const seen = { text: '', isClosed: false };
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      seen.text += decoder.decode(chunk, { stream: true });
    }
    seen.isClosed = true;
  })();
  return { response, seen, reading, leave: () => leaving.abort() };
}

describe('the event stream', () => {
  it('tells of a change in its region, and frees everything when the client leaves', async () => {
    const { response, seen, reading, leave } = await open('north');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await waitFor(() => seen.text.includes('event: live\ndata: {}\n\n'));
    await api.post('/api/v1/load-balancers', { regionId: 'south' });
    await api.post('/api/v1/load-balancers', { regionId: 'north' });
    await waitFor(() => seen.text.includes('event: config\ndata: {}\n\n'));
    expect(await listening()).toBe(1);
    leave();
    await reading;
    expect(seen.isClosed).toBe(true);
    await waitFor(async () => (await listening()) === 0);
  });

  it('frees everything when the reader cancels', async () => {
    const response = await api.raw('GET', '/api/v1/events?regionId=north');
    await waitFor(async () => (await listening()) === 1);
    await response.body?.cancel();
    await waitFor(async () => (await listening()) === 0);
  });

  it('is not opened for HEAD, which nobody would close', async () => {
    const request = new Request('http://console.test:3000/api/v1/events?regionId=north', {
      method: 'HEAD',
      headers: { cookie: api.cookie },
    });
    const response = await GET(request, { params: Promise.resolve({}) });
    expect({ status: response.status, body: response.body }).toEqual({ status: 200, body: null });
    expect(await listening()).toBe(0);
  });

  it('ends with the next heartbeat for whom the region was taken from, or who was disabled', async () => {
    const user = await signInWith(plane.prisma, 'bob', [{ regionId: 'north', role: 'viewer' }]);
    // Only the clock of the heartbeat is ours: the database keeps its own.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const first = await open('north', user);
      await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
      expect(first.seen.isClosed).toBe(false);
      await plane.prisma.accessGrant.updateMany({ where: { userId: user.userId }, data: { regionId: 'south' } });
      await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
      await first.reading;
      expect((await user.get('/api/v1/events?regionId=north')).status).toBe(404);
      const second = await open('south', user);
      await plane.prisma.user.update({ where: { id: user.userId }, data: { disabledAt: new Date() } });
      await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
      await second.reading;
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends when the process is about to stop, and no new one is opened then', async () => {
    const { seen, reading } = await open('north');
    await waitFor(() => seen.text.includes('event: live'));
    closeStreams();
    await reading;
    expect(seen.isClosed).toBe(true);
    await waitFor(async () => (await listening()) === 0);
    expect(await api.get('/api/v1/events?regionId=north')).toMatchObject({ status: 503, body: { code: 'ServiceUnavailable' } });
  });
});
