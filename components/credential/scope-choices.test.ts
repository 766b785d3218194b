import { expect, test } from 'vitest';
import { scopeChoices, withScope } from './scope-choices.ts';

test('an operator of one region can pass on what an operator of it may, and nothing elsewhere', () => {
  expect(scopeChoices({ roleEverywhere: null, roles: [{ regionId: 'north', role: 'operator' }] })).toEqual([
    { regionId: 'north', roles: ['viewer', 'operator'] },
  ]);
});

test('an administrator can pass that on for all regions together only', () => {
  expect(scopeChoices({ roleEverywhere: 'administrator', roles: [{ regionId: 'north', role: 'administrator' }] })).toEqual([
    { regionId: null, roles: ['viewer', 'operator', 'region-admin', 'administrator'] },
    { regionId: 'north', roles: ['viewer', 'operator', 'region-admin'] },
  ]);
});

test('a place has one role or none', () => {
  const one = withScope([], 'north', 'viewer');
  expect(withScope(one, 'north', 'operator')).toEqual([{ regionId: 'north', role: 'operator' }]);
  expect(withScope(one, 'south', 'viewer')).toEqual([...one, { regionId: 'south', role: 'viewer' }]);
  expect(withScope(one, 'north', null)).toEqual([]);
});
