import { expect, it } from 'vitest';
import type { DrillResultView, DrillView } from '#domain/view.ts';
import { phaseRows } from './phases.ts';

const listener = { listenerId: 'lsn-1', protocol: 'tcp', port: 80, listenerName: 'web' } as const;
const result = (changes: Partial<DrillResultView> = {}): DrillResultView => ({
  ...listener,
  nodeId: 'node-1',
  beganAt: '2026-01-01T00:00:00Z',
  movedAt: null,
  returnedAt: null,
  downtimeMilliseconds: null,
  connectionsAffected: 0,
  note: null,
  ...changes,
});
const drill = (leftMilliseconds: number, results: DrillResultView[]) => ({ leftMilliseconds, results }) as DrillView;
const at = '2026-01-01T00:00:05Z';

it.each<[string, number, Partial<DrillResultView>, string]>([
  ['the window runs', 1, {}, 'failing'],
  ['it has moved', 1, { movedAt: at }, 'moved'],
  ['the drill is over and it has not come back yet', 0, { movedAt: at }, 'returning'],
  ['it has come back', 0, { movedAt: at, returnedAt: at }, 'returned'],
  ['it has come back before the end', 1, { movedAt: at, returnedAt: at, note: 'the group was edited' }, 'returned'],
  ['something is in the way', 1, { note: 'the check is off' }, 'unmoved'],
  ['it never moved', 0, {}, 'unmoved'],
])('%s', (_, left, changes, phase) => {
  expect(phaseRows(drill(left, [result(changes)]), [listener], ['node-1']).map((row) => row.phase)).toEqual([phase]);
});

it('nodes that have not begun are waited for while the drill runs, and not afterwards', () => {
  const other = { ...listener, listenerId: 'lsn-2', port: 79 };
  const rows = phaseRows(drill(1, [result()]), [listener, other], ['node-1', 'node-2']);
  expect(rows.map(({ listener: { port }, nodeId, phase }) => [port, nodeId, phase])).toEqual([
    [79, 'node-1', 'waiting'],
    [79, 'node-2', 'waiting'],
    [80, 'node-1', 'failing'],
    [80, 'node-2', 'waiting'],
  ]);
  expect(phaseRows(drill(0, []), [listener], ['node-1'])).toEqual([]);
});
