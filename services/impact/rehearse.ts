import { impactOf } from '#domain/impact.ts';
import type { ImpactView, ListenerImpactView } from '#domain/view.ts';
import { byKey } from '../by-key.ts';
import { type ListenerRows, loadListenerRows } from '../listener/load-rows.ts';
import type { ResourceReference } from '../place.ts';
import type { Database } from '../read.ts';
import { forwardingFactsOf, openConnectionsOf } from './facts.ts';

/** Carried out of the verb that was rehearsed, whose changes are undone. */
export class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
  readonly impact: ImpactView;

  constructor(impact: ImpactView) {
    super('The change was rehearsed only.');
    this.impact = impact;
  }
}

/**
 * Makes a change with all its checks, those at commit too, looks at what it did to which listeners, and undoes it. Nothing
 * of it is seen by others: neither rows nor notifications. The region is locked for that moment, as by the change itself.
 */
export async function rehearse(tx: Database, resource: ResourceReference | null, change: () => Promise<unknown>): Promise<ImpactView> {
  const [revisions, present] = [await loadRevisions(tx), await loadOwnListeners(tx, resource)];
  await tx.$executeRawUnsafe('SAVEPOINT rehearsal');
  await change();
  await tx.$executeRawUnsafe('SET CONSTRAINTS ALL IMMEDIATE');
  const ids = [...new Set([...present, ...(await loadTouched(tx, revisions))])];
  const after = await loadFacts(tx, ids);
  await tx.$executeRawUnsafe('ROLLBACK TO SAVEPOINT rehearsal');
  const before = await loadFacts(tx, ids);
  return toView(before, after);
}

/** Of the regions; a listener that a change concerns has a higher one afterwards. */
async function loadRevisions(tx: Database): Promise<{ id: string; revision: number }[]> {
  return tx.region.findMany({ select: { id: true, revision: true } });
}

/** What goes with its owner leaves no revision behind. */
async function loadOwnListeners(tx: Database, resource: ResourceReference | null): Promise<string[]> {
  if (resource?.type === 'listener') {
    return [resource.id];
  }
  if (resource?.type !== 'load-balancer') {
    return [];
  }
  const rows = await tx.listener.findMany({ where: { loadBalancerId: resource.id }, select: { id: true } });
  return rows.map((row) => row.id);
}

async function loadTouched(tx: Database, revisions: { id: string; revision: number }[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT l.id FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id
    JOIN unnest(${revisions.map((region) => region.id)}::text[], ${revisions.map((region) => region.revision)}::int[]) AS r(id, revision)
      ON r.id = lb.region_id
    WHERE lb.revision > r.revision AND l.revision > r.revision`;
  return rows.map((row) => row.id);
}

interface Facts extends ListenerRows {
  facts: ReturnType<typeof forwardingFactsOf>;
  open: ReturnType<typeof openConnectionsOf>;
}

async function loadFacts(tx: Database, ids: string[]): Promise<Map<string, Facts>> {
  const rows = await loadListenerRows(tx, { id: { in: ids } });
  const groupIds = rows.flatMap(({ listener }) => listener.activeStandbyGroupId ?? []);
  const groups = await tx.activeStandbyGroup.findMany({
    where: { id: { in: groupIds } },
    select: { id: true, switchTo: true, switchedAt: true },
  });
  const members = byKey(
    await tx.memberTraffic.findMany({
      where: { listenerId: { in: ids }, connectionsCurrent: { gt: 0 } },
      select: { nodeId: true, listenerId: true, memberId: true, connectionsCurrent: true },
    }),
    'listenerId',
  );
  return new Map(
    rows.map((row) => {
      const group = groups.find(({ id }) => id === row.listener.activeStandbyGroupId);
      const open = openConnectionsOf(row, members.get(row.listener.id) ?? []);
      return [row.listener.id, { ...row, facts: forwardingFactsOf(row, group), open }];
    }),
  );
}

function toView(before: Map<string, Facts>, after: Map<string, Facts>): ImpactView {
  const listeners = [...before].flatMap(([id, row]) => {
    const next = after.get(id);
    // What is stopped has no connections; what is not touched, like a neighbour of the same instance, keeps all of them.
    return row.facts.isStarted && isConcerned(row, next) ? [toListenerView(row, next)] : [];
  });
  const sum = (pick: (listener: ListenerImpactView) => number) => listeners.reduce((total, one) => total + pick(one), 0);
  return {
    open: sum(({ open }) => open),
    cut: sum(({ cut }) => cut),
    drained: sum(({ drained }) => drained),
    kept: sum(({ kept }) => kept),
    listeners: listeners.sort((a, b) => b.cut - a.cut || b.drained - a.drained || b.open - a.open),
    refusal: null,
  };
}

/** Gone, or with another revision. */
function isConcerned(row: Facts, next: Facts | undefined): boolean {
  return next === undefined || next.listener.revision !== row.listener.revision;
}

function toListenerView({ listener, loadBalancer, facts, open }: Facts, next: Facts | undefined): ListenerImpactView {
  return {
    id: listener.id,
    loadBalancerId: loadBalancer.id,
    loadBalancerName: loadBalancer.name,
    protocol: listener.protocol,
    port: listener.port,
    name: listener.name,
    ...impactOf(facts, next?.facts ?? null, open),
  };
}
