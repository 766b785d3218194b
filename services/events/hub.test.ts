import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { waitFor } from '#test/wait.ts';
import { EventHub, type RegionEvent } from './hub.ts';

let database: TestDatabase;
let client: pg.Client;
let hub: EventHub;
let leave: (() => void)[];

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  hub = new EventHub(database.url);
  leave = [];
});
afterEach(async () => {
  for (const unsubscribe of leave) {
    unsubscribe();
  }
  await client.end();
  await database.drop();
});

function subscribe(regionId = 'north'): RegionEvent[] {
  const events: RegionEvent[] = [];
  leave.push(hub.subscribe({ regionId, onEvent: (event) => events.push(event) }));
  return events;
}

const notify = (channel: string, regionId: string) => client.query('SELECT pg_notify($1, $2)', [channel, regionId]);
const connections = async () => {
  const { rows } = await client.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'openslb console events' AND datname = current_database()`,
  );
  return rows.map(({ pid }) => pid as number);
};

describe('the event hub', () => {
  it('tells each subscriber of its own region, over one connection for all', async () => {
    const north = subscribe();
    const south = subscribe('south');
    await waitFor(() => north.includes('live') && south.includes('live'));
    await notify('openslb_config', 'north');
    await notify('openslb_status', 'south');
    await waitFor(() => north.includes('config') && south.includes('status'));
    expect(north).toEqual(['live', 'config']);
    expect(south).toEqual(['live', 'status']);
    expect(await connections()).toHaveLength(1);
  });

  it('a late subscriber learns at once that the connection is live', async () => {
    const first = subscribe();
    await waitFor(() => first.includes('live'));
    expect(subscribe()).toEqual(['live']);
  });

  it('a burst becomes few events, and the last of it is not lost', async () => {
    const events = subscribe();
    await waitFor(() => events.includes('live'));
    await client.query(`SELECT pg_notify('openslb_status', 'north'), pg_notify('openslb_config', i::text) FROM generate_series(1, 500) i`);
    for (let index = 0; index < 50; index += 1) {
      await notify('openslb_status', 'north');
    }
    await waitFor(() => events.filter((event) => event === 'status').length >= 2);
    expect(events.filter((event) => event === 'status').length).toBeLessThan(25);
  });

  it('says stale when the connection is cut, and live when it is back', async () => {
    const events = subscribe();
    await waitFor(() => events.includes('live'));
    const [pid] = await connections();
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await waitFor(() => events.join() === 'live,stale,live');
    await notify('openslb_config', 'north');
    await waitFor(() => events.includes('config'));
  });

  it('says stale once while the database refuses, also to who comes late, and comes back by itself', async () => {
    const admin = new pg.Client({ connectionString: database.url.replace(/\/[^/]*$/, '/postgres') });
    await admin.connect();
    const name = new URL(database.url).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    const events = subscribe();
    await waitFor(() => events.includes('stale'));
    expect(subscribe()).toEqual(['stale']);
    await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    await admin.end();
    await waitFor(() => events.includes('live'));
    expect(events).toEqual(['stale', 'live']);
  });

  it('ends its connection when the last subscriber leaves, and opens a new one for the next', async () => {
    const events = subscribe();
    subscribe();
    await waitFor(() => events.includes('live'));
    leave[0]?.();
    expect(await connections()).toHaveLength(1);
    leave[1]?.();
    leave[1]?.();
    expect(hub.subscriberCount).toBe(0);
    await waitFor(async () => (await connections()).length === 0);
    const again = subscribe();
    await waitFor(() => again.includes('live'));
    expect(await connections()).toHaveLength(1);
  });
});
