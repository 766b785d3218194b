import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { descriptorsOf, familyOf } from '#test/processes.ts';
import { freePort } from '#test/servers.ts';
import { HANGS_MS, IS_LONG, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const EDITS = 1000;
const EDITS_MS = 10_000;
const LOAD_BALANCERS = 5;
const LISTENERS = 6;
const SIDES = 4;
/** Each takes two descriptors of a forwarder process; a machine that allows 20,000 to one needs at least two of them. */
const CONNECTIONS = IS_LONG ? 10_000 : 2000;

interface Wanted {
  id: string;
  address: string;
  port: number;
  enabled: boolean;
  role: 'first' | 'second';
}

test(`${EDITS} edits in ${EDITS_MS / 1000} s while ${CONNECTIONS} connections are open: the end state is right, no connection is touched`, {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(6, context);
  // Clients and servers of the open connections: processes of their own, whose descriptors are not the worker's.
  const sides = await Promise.all(
    Array.from({ length: SIDES }, async (_, index) => {
      const { remote: backend } = stage.backend();
      const active = await backend.listen('held', stage.address(index + 1, 3));
      const listener = await stage.listen(100 + index, { active, standby: { address: stage.address(250, 3), port: active.port } });
      return { backend, client: stage.client().remote, listener };
    }),
  );
  const { active, standby } = await stage.pair(1);
  const edited: Wanted[] = [];
  const groups = new Map<string, Record<Wanted['role'], string>>();
  for (let index = 0; index < LOAD_BALANCERS; index += 1) {
    const host = 1 + index;
    const loadBalancerId = await stage.addLoadBalancer(host);
    const first = await stage.addGroup(loadBalancerId, { active, standby });
    const second = await stage.addGroup(loadBalancerId, { active: standby, standby: active });
    for (let count = 0; count < LISTENERS; count += 1) {
      const address = stage.address(host);
      const port = await freePort(address);
      const id = await stage.configuration.addListener(loadBalancerId, first, { port, check: { enabled: false } });
      edited.push({ id, address, port, enabled: true, role: 'first' });
      groups.set(id, { first, second });
    }
  }
  const worker = await stage.worker();
  await stage.converged();
  const family = familyOf(worker.pid);
  for (const { client, listener } of sides) {
    expect(await client.hold(listener, CONNECTIONS / SIDES)).toBe(CONNECTIONS / SIDES);
  }

  const startedAt = performance.now();
  for (let edit = 0; edit < EDITS; edit += 1) {
    const listener = edited[edit % edited.length];
    if (!listener) {
      throw new Error('There is nothing to edit.');
    }
    await stage.configuration.query(...editOf(listener, edit, groups, await freePort(listener.address)));
    const dueAt = startedAt + (edit * EDITS_MS) / EDITS;
    await waitFor(() => performance.now() >= dueAt, { intervalMs: 1, what: 'the time of the next edit' });
  }
  say(`${EDITS} edits took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await stage.converged();
  for (const { id, address, port, enabled, role } of edited) {
    const answer = await stage.reached({ address, port });
    expect({ id, answer }).toEqual({ id, answer: enabled ? { first: 'active', second: 'standby' }[role] : 'ECONNREFUSED' });
  }
  for (const { client, backend, listener } of sides) {
    expect(await client.pingHeld(HANGS_MS)).toEqual({ answered: CONNECTIONS / SIDES, lost: 0, silent: 0, wrong: 0 });
    await waitFor(async () => (await backend.open('held')) === CONNECTIONS / SIDES, {
      what: 'nothing but those, and a probe now and then',
    });
    await client.closeHeld();
    await stage.inForce(listener);
  }
  expect(familyOf(worker.pid)).toEqual(family);
  expect(await worker.readyz()).toBe(200);
  await waitFor(() => family.every((pid) => descriptorsOf(pid).length < 500), { what: 'descriptors to be given back' });
  expect(readdirSync(stage.dataDir)).toEqual(['worker-node-1.json']);
});

/** Changes `listener` into what the statement makes of its row. */
function editOf(
  listener: Wanted,
  edit: number,
  groups: ReadonlyMap<string, Record<Wanted['role'], string>>,
  port: number,
): [string, unknown[]] {
  const { id } = listener;
  switch (edit % 5) {
    case 0:
      listener.port = port;
      return ['UPDATE listener SET port = $2 WHERE id = $1', [id, port]];
    case 1:
      listener.enabled = !listener.enabled;
      return ['UPDATE listener SET enabled = $2 WHERE id = $1', [id, listener.enabled]];
    case 2:
      listener.role = listener.role === 'first' ? 'second' : 'first';
      return ['UPDATE listener SET active_standby_group_id = $2 WHERE id = $1', [id, groups.get(id)?.[listener.role]]];
    case 3:
      return ['UPDATE listener SET idle_timeout_seconds = $2 WHERE id = $1', [id, 100 + (edit % 800)]];
    default:
      return ['UPDATE health_check SET healthy_threshold = $2 WHERE listener_id = $1', [id, 2 + (edit % 9)]];
  }
}
