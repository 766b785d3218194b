import { expect, test } from 'vitest';
import { activeStandby, listenerPlan, pool, TO_ACTIVE, targetPlan } from '#test/plan.ts';
import type { ListenerState } from './engine-state.ts';
import type { FromForwarder } from './messages.ts';
import { PersistenceAuthority } from './persistence-authority.ts';
import { SharedPersistence } from './shared-persistence.ts';

const PLACE = { address: '127.0.0.1', port: 1 };
const PERSISTENCE_MS = 60_000;

async function listener(persistenceMs: number): Promise<[string, ListenerState]> {
  const plan = await listenerPlan('127.0.0.1', pool([targetPlan('a', PLACE), targetPlan('b', PLACE)], { persistenceMs }));
  return [plan.id, { plan, routing: TO_ACTIVE }];
}

/** An authority and forwarders that talk to it as the processes do, without their channels. */
async function start({ isAnswering = true } = {}) {
  const clock = { at: 0, now: () => clock.at };
  const authority = new PersistenceAuthority({ clock });
  const state = await listener(PERSISTENCE_MS);
  authority.configure([state]);
  const forwarders: SharedPersistence[] = [];
  const add = () => {
    const id = forwarders.length + 1;
    const receive = (message: FromForwarder) => {
      if (message.kind === 'settle' && isAnswering) {
        const { listenerId, client, proposed, unfit } = message;
        const memberId = authority.settle(listenerId, client, proposed, unfit);
        setImmediate(() => forwarder.settled(message.call, memberId));
        for (const other of forwarders.filter((one) => one !== forwarder && unfit !== undefined)) {
          other.assigned(listenerId, client, memberId);
        }
      } else if (message.kind === 'activity') {
        authority.note(id, message.changes);
      }
    };
    const forwarder = new SharedPersistence(receive);
    forwarder.configure('lsn-1', PERSISTENCE_MS);
    forwarders.push(forwarder);
    return forwarder;
  };
  return { authority, add, clock };
}

test('of two forwarders that meet a new client at the same moment one decides', async () => {
  const { add } = await start();
  const [one, two] = [add(), add()];
  expect(await Promise.all([one.settle('lsn-1', 'client', 'a'), two.settle('lsn-1', 'client', 'b')])).toEqual(['a', 'a']);
  expect([one.find('lsn-1', 'client'), two.find('lsn-1', 'client')]).toEqual(['a', 'a']);
});

test('a client keeps its member when the forwarder that it came through is gone', async () => {
  const { authority, add } = await start();
  await add().settle('lsn-1', 'client', 'a');
  authority.ended(1);
  expect(await add().settle('lsn-1', 'client', 'b')).toBe('a');
});

test('a member that one forwarder gives to a client is what the others use', async () => {
  const { add } = await start();
  const [one, two] = [add(), add()];
  await one.settle('lsn-1', 'client', 'a');
  await two.settle('lsn-1', 'client', 'b');
  expect(await two.settle('lsn-1', 'client', 'b', 'a')).toBe('b');
  expect(one.find('lsn-1', 'client')).toBe('b');
  expect(await add().settle('lsn-1', 'client', 'a')).toBe('b');
});

test('of two forwarders that meet a client of a failed member at the same moment one decides', async () => {
  const { add } = await start();
  const [one, two] = [add(), add()];
  await Promise.all([one.settle('lsn-1', 'client', 'a'), two.settle('lsn-1', 'client', 'a')]);
  expect(await Promise.all([one.settle('lsn-1', 'client', 'b', 'a'), two.settle('lsn-1', 'client', 'c', 'a')])).toEqual(['b', 'b']);
});

test('a client with an open connection is not forgotten, and one whose forwarder was killed is, in time', async () => {
  const { authority, add, clock } = await start();
  const one = add();
  await one.settle('lsn-1', 'client', 'a');
  one.opened('lsn-1', 'client');
  one.opened('lsn-1', 'client');
  one.closed('lsn-1', 'client');
  one.flush();
  clock.at += 2 * PERSISTENCE_MS;
  expect(authority.settle('lsn-1', 'client', 'b')).toBe('a');
  authority.ended(1);
  clock.at += PERSISTENCE_MS - 1;
  expect(await add().settle('lsn-1', 'client', 'b')).toBe('a');
  clock.at += PERSISTENCE_MS;
  expect(authority.settle('lsn-1', 'client', 'b')).toBe('b');
});

test('a control process that does not answer does not hold up clients', async () => {
  const { add } = await start({ isAnswering: false });
  expect(await add().settle('lsn-1', 'client', 'a')).toBe('a');
});

test('a listener that loses its persistence forgets everybody', async () => {
  const { authority, add } = await start();
  await add().settle('lsn-1', 'client', 'a');
  const plan = await listenerPlan('127.0.0.1', activeStandby({ active: PLACE, standby: PLACE }));
  authority.configure([['lsn-1', { plan, routing: TO_ACTIVE }]]);
  authority.configure([await listener(PERSISTENCE_MS)]);
  expect(await add().settle('lsn-1', 'client', 'b')).toBe('b');
});
