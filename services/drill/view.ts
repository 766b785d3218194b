import type { DrillResultView, DrillView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import type { Database } from '../read.ts';
import { drillNotFound } from './internal.ts';

const include = {
  results: { include: { listener: { select: { protocol: true, port: true, name: true } } } },
} satisfies Prisma.FailoverDrillInclude;

type DrillRow = Prisma.FailoverDrillGetPayload<{ include: typeof include }>;

export async function getDrillView(db: Database, id: string): Promise<DrillView> {
  const [view] = await loadDrillViews(db, [id]);
  if (!view) {
    throw drillNotFound(id);
  }
  return view;
}

/** In the order of `ids`. */
export async function loadDrillViews(db: Database, ids: string[]): Promise<DrillView[]> {
  const rows = byKey(await db.failoverDrill.findMany({ where: { id: { in: ids } }, include }), 'id');
  const left = byKey(await loadTimeLeft(db, ids), 'id');
  return ids.flatMap((id) => (rows.get(id) ?? []).map((row) => toDrillView(row, left.get(id)?.[0]?.leftMilliseconds ?? 0)));
}

/** By the clock of the database, which workers go by too. */
function loadTimeLeft(db: Database, ids: string[]): Promise<{ id: string; leftMilliseconds: number }[]> {
  return db.$queryRaw`
    SELECT id, greatest(0, ceil(extract(epoch FROM ends_at - clock_timestamp()) * 1000))::int AS "leftMilliseconds"
    FROM failover_drill WHERE id IN (${Prisma.join([...ids, ''])}) AND stopped_at IS NULL`;
}

function toDrillView({ startedAt, endsAt, stoppedAt, results: rows, ...drill }: DrillRow, leftMilliseconds: number): DrillView {
  const results = rows.map(toResultView).sort(byListener);
  const downtimes = results.flatMap((result) => result.downtimeMilliseconds ?? []);
  return {
    ...drill,
    startedAt: startedAt.toISOString(),
    endsAt: endsAt.toISOString(),
    stoppedAt: stoppedAt?.toISOString() ?? null,
    leftMilliseconds,
    downtimeMilliseconds: downtimes.length === 0 ? null : Math.max(...downtimes),
    connectionsAffected: results.reduce((sum, result) => sum + result.connectionsAffected, 0),
    results,
  };
}

function toResultView(row: DrillRow['results'][number]): DrillResultView {
  const { listener, drillId: _, beganAt, movedAt, returnedAt, downtimeMs, ...result } = row;
  return {
    ...result,
    protocol: listener.protocol,
    port: listener.port,
    listenerName: listener.name,
    beganAt: beganAt.toISOString(),
    movedAt: movedAt?.toISOString() ?? null,
    returnedAt: returnedAt?.toISOString() ?? null,
    downtimeMilliseconds: downtimeMs,
  };
}

function byListener(a: DrillResultView, b: DrillResultView): number {
  return a.protocol.localeCompare(b.protocol) || a.port - b.port || a.nodeId.localeCompare(b.nodeId);
}
