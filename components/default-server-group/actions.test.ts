import { describe, expect, it } from 'vitest';
import { withoutServers, withServers, withWeights } from './actions.ts';

const present = [
  { serverId: 'a', weight: 100 },
  { serverId: 'b', weight: 50 },
];

describe('a change of the default server group', () => {
  it('adds to what is there', () => {
    expect(withServers(present, [{ serverId: 'c', weight: 1 }])).toEqual([...present, { serverId: 'c', weight: 1 }]);
  });

  it('adds nobody twice: who was added by somebody else meanwhile gets the weight', () => {
    expect(withServers(present, [{ serverId: 'b', weight: 1 }])).toEqual([present[0], { serverId: 'b', weight: 1 }]);
  });

  it('gives weights to those that are there, and brings nobody back', () => {
    const changed = [
      { serverId: 'b', weight: 0 },
      { serverId: 'gone', weight: 9 },
    ];
    expect(withWeights(present, changed)).toEqual([present[0], { serverId: 'b', weight: 0 }]);
  });

  it('removes those that were named', () => {
    expect(withoutServers(present, ['a', 'gone'])).toEqual([present[1]]);
  });
});
