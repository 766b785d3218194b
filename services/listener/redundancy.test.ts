import { expect, it } from 'vitest';
import type { VerdictState } from '#domain/health-check.ts';
import type { MemberHealthView, RedundancyView } from '#domain/view.ts';
import { mergeRedundancy, redundancyOf } from './redundancy.ts';

const since = '2026-01-01T00:00:00.000Z';
const member = (role: 'active' | 'standby' | null, state: MemberHealthView['state'], reason: string | null = null): MemberHealthView => ({
  memberId: `mbr-${role}`,
  serverId: `srv-${role}`,
  serverName: `the ${role}`,
  address: '10.0.0.1',
  port: 80,
  role,
  weight: 100,
  state,
  reason,
  since,
});
const ready = (state: VerdictState, nodeId = 'node-1', memberId = 'mbr-standby') => ({
  nodeId,
  memberId,
  state,
  reason: `${state} at ${nodeId}`,
  since,
});
const pair = (active: MemberHealthView['state']) => [member('active', active, 'connection refused'), member('standby', 'not-checked')];
const of = (active: MemberHealthView['state'], readiness: ReturnType<typeof ready>[], isWatched = true) =>
  redundancyOf({ members: pair(active), readiness, isWatched });

it.each<[string, RedundancyView, Partial<RedundancyView>]>([
  ['nobody watches the standby', of('healthy', [], false), { state: 'off', reason: null }],
  [
    'what was once known of the standby does not count when nobody watches it',
    of('healthy', [ready('unhealthy')], false),
    { state: 'off' },
  ],
  [
    'the active is down, watched or not',
    of('unhealthy', [], false),
    { state: 'none', serverName: 'the active', reason: 'connection refused' },
  ],
  [
    'the standby fails its check',
    of('healthy', [ready('unhealthy')]),
    { state: 'none', serverName: 'the standby', reason: 'unhealthy at node-1' },
  ],
  ['one node of two cannot reach the standby', of('healthy', [ready('healthy'), ready('unhealthy', 'node-2')]), { state: 'none' }],
  ['both are well', of('healthy', [ready('healthy')]), { state: 'ok' }],
  ['no verdict on the standby yet', of('healthy', []), { state: 'unknown', since: null }],
  ['a verdict on another member', of('healthy', [ready('healthy', 'node-1', 'mbr-old')]), { state: 'unknown' }],
  ['a pool has none of it', redundancyOf({ members: [member(null, 'unhealthy')], readiness: [], isWatched: true }), { state: 'off' }],
])('%s', (_, view, expected) => {
  expect(view).toMatchObject(expected);
});

it('of several listeners the worst counts, for as long as the first has known it', () => {
  const view = (state: RedundancyView['state'], at: string | null = null): RedundancyView => ({
    state,
    serverName: null,
    reason: null,
    since: at,
  });
  expect(mergeRedundancy([])).toEqual(view('off'));
  expect(mergeRedundancy([view('off'), view('ok')])).toEqual(view('ok'));
  expect(mergeRedundancy([view('unknown'), view('ok')])).toEqual(view('unknown'));
  expect(mergeRedundancy([view('ok'), view('none', '2026-02'), view('none', '2026-01')])).toEqual(view('none', '2026-01'));
});
