import { expect, it } from 'vitest';
import type { ListenerTimeline } from '#domain/timeline.ts';
import { eventsOf } from './events.ts';
import { lanesOf, momentsOf, spanAt } from './lanes.ts';

const at = (minute: number) => `2026-01-01T12:${minute.toString().padStart(2, '0')}:00.000Z`;
const ms = (minute: number) => Date.parse(at(minute));
const span = (from: number, to: number, nodeId = 'node-1') => ({ nodeId, from: at(from), to: at(to) });

const listener: ListenerTimeline = {
  listenerId: 'lsn-1',
  protocol: 'tcp',
  port: 80,
  name: 'web',
  groupId: 'rsp-1',
  groupName: 'pair',
  standbyReadinessCheck: false,
  members: [
    { memberId: 'a', role: 'active', serverName: 'blue' },
    { memberId: 's', role: 'standby', serverName: 'green' },
    { memberId: 'x', role: null, serverName: 'old' },
  ],
  probes: [
    { ...span(0, 20), memberId: 'a', ok: true, reason: 'connected', probes: 600 },
    { ...span(21, 24), memberId: 'a', ok: false, reason: 'refused', probes: 3 },
  ],
  verdicts: [
    { ...span(0, 24), memberId: 'a', state: 'healthy', reason: null },
    { ...span(24, 59), memberId: 'a', state: 'unhealthy', reason: 'refused' },
  ],
  serving: [
    { ...span(0, 24), role: 'active', reason: null },
    { ...span(24, 59), role: 'standby', reason: 'refused' },
    { ...span(0, 59, 'node-2'), role: 'active', reason: null },
  ],
  switches: [
    { id: 'f1', nodeId: 'node-1', at: at(24), from: 'active', to: 'standby', fromServer: 'blue', toServer: 'green', reason: 'refused' },
  ],
  drills: [{ id: 'd1', from: at(20), to: at(25), reason: 'monthly', by: 'ann' }],
};

it('has rows for what is known, node by node, and always one for who served', () => {
  expect(lanesOf(listener).map(({ nodeId, kind, serverName }) => [nodeId, kind, serverName])).toEqual([
    ['node-1', 'probes', 'blue'],
    ['node-1', 'verdict', 'blue'],
    ['node-1', 'serving', null],
    ['node-2', 'serving', null],
  ]);
});

it('tells what was so at a moment; a probe of long ago says nothing', () => {
  const [probes, verdict, serving] = lanesOf(listener);
  const state = (lane: typeof probes, minute: number) => (lane ? (spanAt(lane, ms(minute))?.state ?? null) : undefined);
  expect([state(probes, 20), state(probes, 24), state(probes, 40), state(verdict, 23), state(verdict, 25), state(serving, 24)]).toEqual([
    'ok',
    'failed',
    null,
    'healthy',
    'unhealthy',
    'standby',
  ]);
});

it('leads from change to change', () => {
  expect(momentsOf(listener, lanesOf(listener)).map((moment) => (moment - ms(0)) / 60_000)).toEqual([0, 20, 21, 24, 25]);
});

it('lists the same facts, the newest first', () => {
  expect(eventsOf([listener], ms(0)).map(({ kind, at: time }) => [kind, (time - ms(0)) / 60_000])).toEqual([
    ['switch', 24],
    ['verdict', 24],
    ['probes', 21],
    ['drill', 20],
    ['probes', 0],
  ]);
});
