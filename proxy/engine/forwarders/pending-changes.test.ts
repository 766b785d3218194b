import { expect, test } from 'vitest';
import { activeStandby, listenerPlan, TO_ACTIVE, TO_STANDBY } from '#test/plan.ts';
import type { PlanChange } from '../engine.ts';
import { PendingChanges } from './pending-changes.ts';

const PLACE = { address: '127.0.0.1', port: 1 };

test('a verdict that comes while a change waits is not undone by it', async () => {
  const plan = await listenerPlan('127.0.0.1', activeStandby({ active: PLACE, standby: PLACE }));
  const change: PlanChange = { set: new Map([[plan.id, { plan, routing: TO_ACTIVE }]]), remove: new Set(), limits: new Map() };
  const pending = new PendingChanges();
  let carryOut = () => {};
  const turn = new Promise<void>((resolve) => {
    carryOut = resolve;
  });
  const carriedOut = pending.run(change, async (current) => {
    await turn;
    return current.set.get(plan.id)?.routing;
  });
  pending.route(new Map([[plan.id, TO_STANDBY]]));
  carryOut();
  expect(await carriedOut).toEqual(TO_STANDBY);

  pending.route(new Map([[plan.id, TO_STANDBY]]));
  expect(await pending.run(change, async (current) => current.set.get(plan.id)?.routing)).toEqual(TO_ACTIVE);
});
