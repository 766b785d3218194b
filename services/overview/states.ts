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
 *
 * It finds the exceptions and subtracts them from the totals: to group what is said of every listener takes at least twice as long.
 * - absent: nodes that do not have it in force; for a wanted one, its newest revision. None: running, or not yet stopped.
 * - doubt: members that should serve and are unhealthy, or that no node calls healthy; a null member where none should serve.
 */
export async function loadStates(db: Database, regionId: string): Promise<StateRow> {
  const [row] = await db.$queryRaw<StateRow[]>`
    WITH node AS (
      SELECT n.id, ${IS_ALIVE} AS alive FROM node_region r JOIN proxy_node n ON n.id = r.node_id WHERE r.region_id = ${regionId}
    ), alive AS (SELECT id FROM node WHERE alive
    ), l AS (
      SELECT l.id, l.load_balancer_id, l.revision, l.active_standby_group_id, l.vserver_group_id, l.backend_port, l.standby_readiness_check,
        l.enabled AND lb.status = 'active' AS wanted, l.enabled AND lb.status = 'active' AND unchecked.listener_id IS NULL AS checked
      FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id
      LEFT JOIN health_check unchecked ON unchecked.listener_id = l.id AND NOT unchecked.enabled
      WHERE lb.region_id = ${regionId}
    ), absent AS (
      SELECT l.id, l.wanted, count(*) AS nodes FROM l CROSS JOIN alive
      WHERE NOT EXISTS (
        SELECT FROM listener_status s WHERE s.node_id = alive.id AND s.listener_id = l.id AND s.state = 'in_force'
          AND (s.revision >= l.revision OR NOT l.wanted))
      GROUP BY l.id, l.wanted
    ), should_serve AS (
      SELECT l.id AS listener_id, m.id AS member_id, m.server_id
        FROM l LEFT JOIN active_standby_member m ON m.group_id = l.active_standby_group_id AND m.role = 'active'
        WHERE l.checked AND l.active_standby_group_id IS NOT NULL
      UNION ALL
      SELECT l.id, m.id, m.server_id FROM l LEFT JOIN vserver_member m ON m.group_id = l.vserver_group_id AND m.weight > 0
        WHERE l.checked AND l.vserver_group_id IS NOT NULL
      UNION ALL
      SELECT l.id, m.id, m.server_id FROM l LEFT JOIN default_server m ON m.load_balancer_id = l.load_balancer_id AND m.weight > 0
        WHERE l.checked AND l.backend_port IS NOT NULL
    ), doubt AS (
      SELECT s.listener_id, s.server_id, v.state IS NOT DISTINCT FROM 'unhealthy' AS bad
      FROM should_serve s LEFT JOIN verdict v ON ${isAbout('v')}
      WHERE v.state IS DISTINCT FROM 'healthy'
        AND (v.state = 'unhealthy' OR NOT EXISTS (SELECT FROM verdict other WHERE ${isAbout('other')} AND other.state = 'healthy'))
    ), unsound AS (SELECT listener_id, bool_or(bad) AS bad FROM doubt GROUP BY listener_id
    ), found AS (
      SELECT l.id, CASE s.state WHEN 'failed' THEN 1 ELSE 3 END AS trouble
        FROM listener_status s JOIN alive ON alive.id = s.node_id JOIN l ON l.id = s.listener_id
        WHERE s.state = 'failed' OR (s.state = 'in_force' AND s.serving = 'standby' AND l.wanted)
      UNION ALL
      SELECT listener_id, 2 FROM unsound WHERE bad
      UNION ALL
      SELECT l.id, 4 FROM standby_readiness r JOIN alive ON alive.id = r.node_id JOIN l ON l.id = r.listener_id
        WHERE l.standby_readiness_check AND l.wanted AND r.state = 'unhealthy'
    ), troubled AS (SELECT id, min(trouble) AS trouble FROM found GROUP BY id
    ), total AS (
      SELECT count(*) AS listeners, count(*) FILTER (WHERE wanted) AS wanted, count(*) FILTER (WHERE checked) AS checked FROM l
    ), nodes AS (SELECT count(*) FILTER (WHERE alive) AS alive, count(*) AS total FROM node
    ), status AS (
      -- Without a node alive nothing runs, and nothing is left to stop.
      SELECT CASE nodes.alive WHEN 0 THEN 0 ELSE wanted - (SELECT count(*) FROM absent WHERE wanted) END AS running,
        CASE nodes.alive WHEN 0 THEN listeners - wanted
          ELSE (SELECT count(*) FROM absent WHERE NOT wanted AND absent.nodes = nodes.alive) END AS stopped
      FROM total, nodes
    ), health AS (SELECT count(*) FILTER (WHERE bad) AS abnormal, count(*) FILTER (WHERE NOT bad) AS unavailable FROM unsound
    )
    SELECT
      running::int, (listeners - running - stopped)::int AS changing, stopped::int,
      (SELECT count(*) FROM troubled WHERE trouble = 1)::int AS failed,
      (checked - abnormal - unavailable)::int AS normal, abnormal::int, unavailable::int, (listeners - checked)::int AS off,
      nodes.alive::int AS "aliveNodes", nodes.total::int AS nodes,
      (SELECT count(DISTINCT server_id) FROM doubt WHERE bad)::int AS "abnormalServers",
      (SELECT count(*) FROM troubled)::int AS "troubleCount",
      ARRAY(SELECT id FROM troubled ORDER BY trouble, id LIMIT ${OVERVIEW_TROUBLES_MAX}::int) AS "troubleIds"
    FROM total, nodes, status, health`;
  if (!row) {
    throw new Error('An aggregate answered no row.');
  }
  return row;
}

/** What an alive node says of a member `s`. */
function isAbout(verdict: 'v' | 'other'): Prisma.Sql {
  const v = Prisma.raw(verdict);
  return Prisma.sql`${v}.listener_id = s.listener_id AND ${v}.member_id = s.member_id AND ${v}.node_id = ANY (ARRAY(SELECT id FROM alive))`;
}
