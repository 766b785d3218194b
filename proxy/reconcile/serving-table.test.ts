import { expect, test } from 'vitest';
import type { Failback } from '#domain/failover.ts';
import type { VerdictState } from '#domain/health-check.ts';
import type { SwitchSnapshot } from '#domain/snapshot.ts';
import type { PlannedListener } from './planned.ts';
import { ServingTable } from './serving-table.ts';

/** Drills beside verdicts, switches and failback; without drills: health/serving.test.ts. */

interface World {
  verdict: VerdictState;
  failback: Failback;
  switch: SwitchSnapshot | null;
}

const MANUAL: Failback = { mode: 'manual', stableSeconds: null };
const AUTOMATIC: Failback = { mode: 'automatic', stableSeconds: null };

function newTable(world: World) {
  const options = {
    verdictOf: () => ({ state: world.verdict, reason: 'connection refused', since: new Date() }),
    stableMsOf: () => null,
    onDue: () => {},
  };
  const table = new ServingTable(options);
  const member = (role: string) => ({ id: `mbr-${role}`, role });
  const planned = () =>
    ({
      id: 'lsn-1',
      checks: new Map([['mbr-active', {}]]),
      failover: {
        groupId: 'rsp-1',
        members: { active: member('active'), standby: member('standby') },
        failback: world.failback,
        switch: world.switch,
      },
    }) as unknown as PlannedListener;
  return {
    table,
    /** `drill`: what it pretends, null: there is none. */
    decide: (drill: 'healthy' | 'unhealthy' | null, drillId = 'drl-1') =>
      table.decide(planned(), drill && { drillId, isUnhealthy: drill === 'unhealthy' }),
    role: () => table.of('lsn-1')?.role,
  };
}

test.each([AUTOMATIC, MANUAL])('a drill moves and its end returns, failback $mode', (failback) => {
  const { decide, role, table } = newTable({ verdict: 'healthy', failback, switch: null });
  decide(null);
  expect(decide('healthy')).toBeNull();
  expect(decide('unhealthy')).toMatchObject({
    from: 'active',
    to: 'standby',
    isDrill: true,
    reason: expect.stringMatching(/^Failover drill: /),
  });
  expect(table.of('lsn-1')?.reason).toMatch(/^Failover drill: /);
  expect(decide('unhealthy')).toBeNull();
  expect(decide(null)).toMatchObject({
    from: 'standby',
    to: 'active',
    isDrill: true,
    reason: 'Failover drill: over. Active server is healthy',
  });
  expect(role()).toBe('active');
});

test('an active that dies in a drill keeps the traffic away, and returns by its failback mode', () => {
  const world: World = { verdict: 'healthy', failback: MANUAL, switch: null };
  const { decide, role } = newTable(world);
  decide(null);
  decide('unhealthy');
  world.verdict = 'unhealthy';
  expect(decide('unhealthy')).toBeNull();
  expect(decide(null)).toBeNull();
  expect(role()).toBe('standby');
  world.verdict = 'healthy';
  expect(decide(null)).toBeNull();
  world.failback = AUTOMATIC;
  expect(decide(null)).toMatchObject({ to: 'active', isDrill: false, reason: 'Active server is healthy' });
});

test('a switch holds before, during and after a drill', () => {
  const world: World = { verdict: 'healthy', failback: AUTOMATIC, switch: null };
  const { decide, role } = newTable(world);
  decide(null);
  decide('unhealthy');
  world.switch = { id: '1', to: 'standby', reason: 'maintenance', by: 'Ada' };
  expect(decide('unhealthy')).toBeNull();
  expect(decide(null)).toBeNull();
  expect(role()).toBe('standby');
  expect(decide('unhealthy', 'drl-2')).toBeNull();
  world.switch = { id: '2', to: 'active', reason: 'done', by: 'Ada' };
  expect(decide('unhealthy', 'drl-2')).toBeNull();
  expect(decide(null)).toMatchObject({ to: 'active', isSwitch: true });
});

test('a drill that follows another one at once begins where traffic belongs', () => {
  const { decide, role } = newTable({ verdict: 'healthy', failback: MANUAL, switch: null });
  decide(null);
  decide('unhealthy', 'drl-1');
  expect(decide('healthy', 'drl-2')).toMatchObject({ to: 'active' });
  expect(role()).toBe('active');
});

test('after a restart in a drill, traffic returns, and that is told', () => {
  const world: World = { verdict: 'healthy', failback: MANUAL, switch: null };
  const before = newTable(world);
  before.decide(null);
  before.decide('unhealthy');
  const after = newTable(world);
  after.table.restore(before.table.saved());
  expect(after.decide(null)).toMatchObject({ from: 'standby', to: 'active', isRestored: true, isDrill: true });
});
