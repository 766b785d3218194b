import type { VerdictState } from '#domain/health-check.ts';
import { OVERVIEW_TROUBLES_MAX } from '#domain/limits.ts';
import { Prisma } from '#prisma/client.ts';
import { IS_ALIVE } from '../node/load-nodes.ts';
import type { Database } from '../read.ts';

interface StateRow {
  running: number;
  changing: number;
  stopped: number;
  failed: number;
  normal: number;
  abnormal: number;
  unavailable: number;
  off: number;
  aliveNodes: number;
  nodes: number;
  abnormalServers: number;
  troubleIds: string[];
  troubleCount: number;
}

/**
 * Status and health of all listeners of a region in one query, by the rules of listener/view.ts and listener/health-view.ts; a test
 * compares them. The ids of listeners in trouble come with it, the worst first: not in force, failed its check, served by the
 * standby, without redundancy.
 */
export async function loadStates(db: Database, regionId: string): Promise<StateRow> {
  const [row] = await db.$queryRaw<StateRow[]>`
    WITH node AS (
      SELECT n.id, ${IS_ALIVE} AS alive FROM node_region r JOIN proxy_node n ON n.id = r.node_id WHERE r.region_id = ${regionId}
    ), alive AS (SELECT id FROM node WHERE alive
    ), l AS (
      SELECT l.id, l.load_balancer_id, l.revision, l.active_standby_group_id, l.vserver_group_id, l.backend_port, l.standby_readiness_check,
        l.enabled AND lb.status = 'active' AS wanted, l.enabled AND lb.status = 'active' AND h.enabled AS checked
      FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id JOIN health_check h ON h.listener_id = l.id
      WHERE lb.region_id = ${regionId}
    ), status AS (
      SELECT s.listener_id, count(*) FILTER (WHERE s.state = 'in_force') AS in_force,
        count(*) FILTER (WHERE s.state = 'in_force' AND s.revision >= l.revision) AS newest,
        bool_or(s.state = 'failed') AS failed, bool_or(s.state = 'in_force' AND s.serving = 'standby') AS standby
      FROM listener_status s JOIN alive ON alive.id = s.node_id JOIN l ON l.id = s.listener_id GROUP BY s.listener_id
    ), should_serve AS (
      SELECT l.id AS listener_id, m.id AS member_id, m.server_id FROM l JOIN active_standby_member m ON m.group_id = l.active_standby_group_id
        WHERE l.checked AND m.role = 'active'
      UNION ALL
      SELECT l.id, m.id, m.server_id FROM l JOIN vserver_member m ON m.group_id = l.vserver_group_id WHERE l.checked AND m.weight > 0
      UNION ALL
      SELECT l.id, m.id, m.server_id FROM l JOIN default_server m ON m.load_balancer_id = l.load_balancer_id
        WHERE l.checked AND l.backend_port IS NOT NULL AND m.weight > 0
    ), judged AS (
      SELECT s.listener_id, s.server_id, (s.listener_id, s.member_id) IN (${membersOf('unhealthy')}) AS bad,
        (s.listener_id, s.member_id) IN (${membersOf('healthy')}) AS good FROM should_serve s
    ), health AS (
      SELECT listener_id, bool_or(bad) AS bad, bool_and(good) AS good FROM judged GROUP BY listener_id
    ), unready AS (
      SELECT DISTINCT r.listener_id FROM standby_readiness r JOIN alive ON alive.id = r.node_id JOIN l ON l.id = r.listener_id
      WHERE l.standby_readiness_check AND l.wanted AND r.state = 'unhealthy'
    ), state AS (
      SELECT l.id, l.wanted, l.checked, COALESCE(s.in_force, 0) AS in_force, COALESCE(s.newest, 0) AS newest, COALESCE(s.failed, false) AS failed,
        COALESCE(h.bad, false) AS bad, COALESCE(h.good, false) AS good,
        CASE WHEN s.failed THEN 1 WHEN h.bad THEN 2 WHEN l.wanted AND s.standby THEN 3 WHEN u.listener_id IS NOT NULL THEN 4 END AS trouble
      FROM l LEFT JOIN status s ON s.listener_id = l.id LEFT JOIN health h ON h.listener_id = l.id LEFT JOIN unready u ON u.listener_id = l.id
    ), nodes AS (SELECT count(*) FILTER (WHERE alive)::int AS alive, count(*)::int AS total FROM node
    )
    SELECT
      count(state.id) FILTER (WHERE wanted AND nodes.alive > 0 AND newest = nodes.alive)::int AS running,
      count(state.id) FILTER (WHERE CASE WHEN wanted THEN nodes.alive = 0 OR newest < nodes.alive ELSE in_force > 0 END)::int AS changing,
      count(state.id) FILTER (WHERE NOT wanted AND in_force = 0)::int AS stopped,
      count(state.id) FILTER (WHERE failed)::int AS failed,
      count(state.id) FILTER (WHERE checked AND good AND NOT bad)::int AS normal,
      count(state.id) FILTER (WHERE checked AND bad)::int AS abnormal,
      count(state.id) FILTER (WHERE checked AND NOT good AND NOT bad)::int AS unavailable,
      count(state.id) FILTER (WHERE NOT checked)::int AS off,
      nodes.alive AS "aliveNodes", nodes.total AS nodes,
      (SELECT count(DISTINCT server_id) FROM judged WHERE bad)::int AS "abnormalServers",
      count(trouble)::int AS "troubleCount",
      COALESCE((array_agg(state.id ORDER BY trouble, state.id) FILTER (WHERE trouble IS NOT NULL))[1:${OVERVIEW_TROUBLES_MAX}::int], '{}') AS "troubleIds"
    FROM nodes LEFT JOIN state ON true GROUP BY nodes.alive, nodes.total`;
  if (!row) {
    throw new Error('An aggregate answered no row.');
  }
  return row;
}

/** Listeners and members with such a verdict of an alive node; a set to look into is cheaper than all verdicts grouped. */
function membersOf(state: VerdictState): Prisma.Sql {
  return Prisma.sql`
    SELECT v.listener_id, v.member_id FROM verdict v JOIN alive ON alive.id = v.node_id WHERE v.state = ${state}::verdict_state`;
}
