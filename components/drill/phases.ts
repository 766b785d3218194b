import type { DrillResultView, DrillView } from '#domain/view.ts';

export type Phase = 'waiting' | 'failing' | 'moved' | 'returning' | 'returned' | 'unmoved';

/** One listener on one node; `result` is null while the node has not begun. */
export interface PhaseRow {
  key: string;
  nodeId: string;
  listener: Pick<DrillResultView, 'listenerId' | 'protocol' | 'port' | 'listenerName'>;
  result: DrillResultView | null;
  phase: Phase;
}

type Expected = PhaseRow['listener'];

/** What nodes have reported, and while the drill runs also who has not yet: each of `listeners` on each of `nodeIds`. */
export function phaseRows(drill: DrillView, listeners: Expected[], nodeIds: string[]): PhaseRow[] {
  const isRunning = drill.leftMilliseconds > 0;
  const reported = drill.results.map((result): PhaseRow => {
    const { listenerId, protocol, port, listenerName, nodeId } = result;
    return {
      key: keyOf(listenerId, nodeId),
      nodeId,
      listener: { listenerId, protocol, port, listenerName },
      result,
      phase: phaseOf(result, isRunning),
    };
  });
  const known = new Set(reported.map((row) => row.key));
  const awaited = isRunning
    ? listeners.flatMap((listener) =>
        nodeIds
          .map((nodeId): PhaseRow => ({ key: keyOf(listener.listenerId, nodeId), nodeId, listener, result: null, phase: 'waiting' }))
          .filter((row) => !known.has(row.key)),
      )
    : [];
  return [...reported, ...awaited].sort(
    (a, b) =>
      a.listener.protocol.localeCompare(b.listener.protocol) ||
      a.listener.port - b.listener.port ||
      a.nodeId.localeCompare(b.nodeId, undefined, { numeric: true }),
  );
}

function keyOf(listenerId: string, nodeId: string): string {
  return `${listenerId} ${nodeId}`;
}

function phaseOf({ movedAt, returnedAt, note }: DrillResultView, isRunning: boolean): Phase {
  if (returnedAt !== null) {
    return 'returned';
  }
  if (movedAt !== null) {
    return isRunning ? 'moved' : 'returning';
  }
  return isRunning && note === null ? 'failing' : 'unmoved';
}
