import { describe, expect, it } from 'vitest';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { changesOf, type Effect, effectsOf, isSameGroup } from './group-changes.ts';

const one = {
  memberId: 'mbr-1',
  serverId: 'srv-1',
  serverName: 'web-1',
  address: '127.0.0.1',
  port: 80,
  role: 'active',
  weight: 100,
} as const;
const two = {
  memberId: 'mbr-2',
  serverId: 'srv-2',
  serverName: 'web-2',
  address: '127.0.0.2',
  port: 80,
  role: 'standby',
  weight: 100,
} as const;
const group = (changes: Partial<ActiveStandbyGroupView> = {}) =>
  ({
    id: 'rsp-1',
    name: 'web',
    servers: [one, two],
    serving: { role: 'active', since: null, reason: null },
    switch: null,
    ...changes,
  }) as ActiveStandbyGroupView;
const pair = (active: [string, number], standby: [string, number]) => [
  { serverId: active[0], port: active[1], role: 'active' as const },
  { serverId: standby[0], port: standby[1], role: 'standby' as const },
];
const SAME = pair(['srv-1', 80], ['srv-2', 80]);
const SWAPPED = pair(['srv-2', 80], ['srv-1', 80]);

function effects(servers: ReturnType<typeof pair>, base = group(), isUsed = true, name = 'web'): Effect[] {
  return effectsOf({ base, input: { name, servers }, isUsed, nameOf: (serverId) => serverId.replace('srv', 'web') });
}

describe('what is sent', () => {
  it('is what differs, in whichever order the members stand', () => {
    expect(changesOf(group(), { name: 'web', servers: SAME.toReversed() })).toEqual({});
    expect(changesOf(group(), { name: 'shop', servers: SAME })).toEqual({ name: 'shop' });
    expect(changesOf(group(), { name: 'web', servers: SWAPPED })).toEqual({ servers: SWAPPED });
    expect(isSameGroup(group(), group({ servers: [{ ...one, port: 81 }, two] }))).toBe(false);
  });
});

describe('what a change does to traffic', () => {
  const swap = { active: 'web-2', standby: 'web-1' };
  const unverified = { kind: 'unverified', server: 'web-2' };
  const serving = (role: 'standby' | 'mixed' | null) => ({ serving: { role, since: null, reason: null } });
  const held = { switch: { to: 'standby', at: '', reason: 'r', by: 'Ada' } as const };
  it.each<[string, Effect[], unknown[]]>([
    ['nothing', effects(SAME), []],
    ['a name', effects(SAME, group(), true, 'shop'), [{ kind: 'renamed' }]],
    ['a group that nobody uses', effects(SWAPPED, group(), false), [{ kind: 'unused' }]],
    ['roles swapped', effects(SWAPPED), [{ kind: 'swapMoves', ...swap }, unverified]],
    ['roles swapped after a failover', effects(SWAPPED, group(serving('standby'))), [{ kind: 'swapStays', ...swap }, unverified]],
    ['roles swapped while nodes disagree', effects(SWAPPED, group(serving('mixed'))), [{ kind: 'swapUnknown', ...swap }, unverified]],
    [
      'roles swapped while a switch holds',
      effects(SWAPPED, group({ ...serving('standby'), ...held })),
      [{ kind: 'swapStays', ...swap }, { kind: 'switchVoid' }, unverified],
    ],
    ['another port of the standby', effects(pair(['srv-1', 80], ['srv-2', 81])), [{ kind: 'port', server: 'web-2', from: '80', to: '81' }]],
    [
      'the active replaced',
      effects(pair(['srv-3', 80], ['srv-2', 80])),
      [
        { kind: 'leavesServing', server: 'web-1', next: 'web-3' },
        { kind: 'unverified', server: 'web-3' },
      ],
    ],
    [
      'the active replaced while the standby serves',
      effects(pair(['srv-3', 80], ['srv-2', 80]), group(serving('standby'))),
      [
        { kind: 'leaves', server: 'web-1', next: 'web-3' },
        { kind: 'unverified', server: 'web-3' },
      ],
    ],
    [
      'the active gone and the standby in its place',
      effects(pair(['srv-2', 80], ['srv-3', 80])),
      [{ kind: 'swapMoves', active: 'web-2', standby: 'web-3' }, { kind: 'leavesServing', server: 'web-1', next: 'web-2' }, unverified],
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
