import { expect, test } from 'vitest';
import { chooseActiveStandby } from './active-standby.ts';

const cases = [
  { serving: 'active', activeWeight: 100, standbyWeight: 100, chosen: 'active' },
  { serving: 'standby', activeWeight: 100, standbyWeight: 100, chosen: 'standby' },
  { serving: 'active', activeWeight: 1, standbyWeight: 100, chosen: 'active' },
  { serving: 'active', activeWeight: 0, standbyWeight: 100, chosen: null },
  { serving: 'standby', activeWeight: 100, standbyWeight: 0, chosen: null },
] as const;

test.each(cases)('$serving serves, weights $activeWeight and $standbyWeight: $chosen receives', (row) => {
  const members = { active: { id: 'active', weight: row.activeWeight }, standby: { id: 'standby', weight: row.standbyWeight } };
  expect(chooseActiveStandby(members, row.serving)?.id ?? null).toBe(row.chosen);
});
