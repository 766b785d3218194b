import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { freePort, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** Access control from the row in the database to the connection that is let in or not, against the whole worker. */

const REGION = 'guarded';
const SERVICE = '127.0.72.1';
const FRIEND = '127.0.71.1';
const STRANGER = '127.0.71.2';

let database: TestDatabase;
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;
let server: ToyTcpServer;
let port: number;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  server = await startTcpServer({ address: '127.0.73.1' });
  const loadBalancerId = await configuration.addLoadBalancer(REGION, SERVICE);
  await configuration.addDefaultServer(REGION, loadBalancerId, { address: server.address });
  port = await freePort(SERVICE);
  id = await configuration.addListener(loadBalancerId, { backendPort: server.port }, { port, check: { enabled: false } });
  worker = await startTestWorker({ databaseUrl: database.url });
});

afterAll(async () => {
  await worker?.stop();
  await server?.stop();
  await configuration?.close();
  await database?.drop();
});

/** Writes, and waits until the worker has carried it out. */
async function inForce(...statements: string[]): Promise<void> {
  for (const statement of statements) {
    await configuration.query(statement);
  }
  await waitFor(
    async () => {
      const [listener] = await configuration.query<{ revision: number }>('SELECT revision FROM listener WHERE id = $1', [id]);
      const status = await configuration.statusOf(id);
      return status?.state === 'in_force' && status.revision >= (listener?.revision ?? 0);
    },
    { what: 'the worker to carry out the change' },
  );
}

function open(source: string) {
  const socket = connect({ port, host: SERVICE, localAddress: source });
  socket.on('error', () => {});
  return socket;
}

/** Whether the server behind has greeted a new connection from this address; else it was closed without a word. */
async function passes(source: string): Promise<boolean> {
  const socket = open(source);
  const isGreeted = await new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
  socket.destroy();
  return isGreeted;
}

const passing = async () => ({ friend: await passes(FRIEND), stranger: await passes(STRANGER) });

test('who may connect follows mode and entries, and who is connected stays', async () => {
  await inForce();
  expect(await passing()).toEqual({ friend: true, stranger: true });
  const opened = open(STRANGER);
  await once(opened, 'data');

  await inForce(
    `INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ('acl-1', '${REGION}', 'friends', 'ipv4'), ('acl-2', '${REGION}', 'none', 'ipv4')`,
    `INSERT INTO access_control_entry VALUES ('acl-1', '${FRIEND}')`,
    `WITH selected AS (INSERT INTO listener_access_control_list SELECT '${id}', id FROM access_control_list)
      UPDATE listener SET access_control_mode = 'whitelist' WHERE id = '${id}'`,
  );
  expect(await passing()).toEqual({ friend: true, stranger: false });

  const received = server.received();
  await inForce(`UPDATE listener SET access_control_mode = 'blacklist' WHERE id = '${id}'`);
  expect(await passing()).toEqual({ friend: false, stranger: true });
  expect(server.received(), 'the server never saw who was refused').toBe(received + 1);

  await inForce(`INSERT INTO access_control_entry VALUES ('acl-2', '127.0.71.0/24')`);
  expect(await passing()).toEqual({ friend: false, stranger: false });

  await inForce('DELETE FROM access_control_entry', `UPDATE listener SET access_control_mode = 'whitelist' WHERE id = '${id}'`);
  expect(await passing(), 'empty lists switch the control off').toEqual({ friend: true, stranger: true });

  opened.write('still here');
  expect(String((await once(opened, 'data'))[0])).toBe('still here');
  opened.destroy();
});

test('who was turned away is counted by reason', async () => {
  const drops = await waitFor(
    async () => {
      const [row] = await configuration.query<{ total: string; minutes: string }>(
        `SELECT t.drops->>'access-control' AS total,
          (SELECT sum((m.drops->>'access-control')::int)::text FROM traffic_minute m WHERE m.listener_id = t.listener_id) AS minutes
        FROM listener_traffic t WHERE t.listener_id = $1`,
        [id],
      );
      return row?.total === '4' && row;
    },
    { what: 'four drops to be reported' },
  );
  expect(drops).toEqual({ total: '4', minutes: '4' });
});
