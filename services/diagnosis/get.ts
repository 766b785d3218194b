import type { DiagnosisArea, DiagnosisAreaView, DiagnosisItem, DiagnosisView } from '#domain/diagnosis.ts';
import type { DropReason } from '#domain/drop-reason.ts';
import type { Context } from '../context.ts';
import { loadListenerViews } from '../listener/view.ts';
import { isIdle } from '../load-balancer/list-idle.ts';
import { getLoadBalancerView } from '../load-balancer/view.ts';
import { loadNodes } from '../node/load-nodes.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';
import { addDrops, type Drops } from '../traffic/drops.ts';
import { type Facts, findAccessControl, findIdle, findProtection, findRedundancy, findServerHealth } from './find.ts';
import { loadUnanswered } from './unanswered.ts';

const DROPS_SECONDS = 3600;

/** The health report of one instance, made from what is known already: it asks nothing of workers or servers. */
export async function getDiagnosis(context: Context, input: { id: string }): Promise<DiagnosisView> {
  return read(context, { in: place.loadBalancer(input.id), needs: 'viewer' }, async (db) => {
    const instance = await getLoadBalancerView(db, input.id);
    const listeners = await loadListenerViews(db, { loadBalancerId: input.id });
    const nodes = await loadNodes(db, [instance.regionId]);
    const ids = listeners.map((listener) => listener.id);
    const facts: Facts = {
      instance,
      listeners,
      nodes,
      drops: await loadRecentDrops(db, ids),
      unanswered: await loadUnanswered(db, ids),
      isIdle: await isIdle(db, instance),
    };
    const isReported = nodes.some((node) => node.alive);
    return {
      loadBalancerId: instance.id,
      at: new Date().toISOString(),
      areas: [
        areaOf('server-health', findServerHealth(facts), isReported),
        areaOf('redundancy', findRedundancy(facts), true),
        areaOf('protection', findProtection(facts), isReported),
        areaOf('access-control', findAccessControl(facts), true),
        areaOf('idle', findIdle(facts), true),
      ],
    };
  });
}

/** Where nobody reports, silence is no good news. */
function areaOf(area: DiagnosisArea, items: DiagnosisItem[], isKnown: boolean): DiagnosisAreaView {
  if (items.some(({ severity }) => severity === 'bad')) {
    return { area, state: 'abnormal', items };
  }
  if (!isKnown) {
    return { area, state: 'unknown', items };
  }
  return { area, state: items.some(({ severity }) => severity === 'warn') ? 'warning' : 'normal', items };
}

async function loadRecentDrops(db: Database, listenerIds: string[]): Promise<Map<string, Drops>> {
  const rows = await db.$queryRaw<{ listenerId: string; reason: DropReason; total: number }[]>`
    SELECT listener_id AS "listenerId", d.key AS reason, sum(d.value::bigint)::float8 AS total
    FROM traffic_minute, jsonb_each_text(drops) d
    WHERE listener_id = ANY (${listenerIds}) AND minute > now() - make_interval(secs => ${DROPS_SECONDS}::int) AND member_id = '' AND drops <> '{}'
    GROUP BY 1, 2`;
  const drops = new Map<string, Drops>();
  for (const { listenerId, reason, total } of rows) {
    drops.set(listenerId, addDrops([drops.get(listenerId) ?? {}, { [reason]: total }]));
  }
  return drops;
}
