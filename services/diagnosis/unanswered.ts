import type { Database } from '../read.ts';

/** Long enough for a few connections, short enough for what was mended to be out of sight soon. */
const SECONDS = 600;
/** One or two may have been given up before the server could answer. */
const CONNECTIONS_MIN = 3;

/** A server to which TCP connections went, none of whose packets came back. */
export interface Unanswered {
  listenerId: string;
  memberId: string;
  connections: number;
}

/**
 * Servers that see clients' own addresses and whose answers do not pass the balancer: their route leads past it, or their
 * firewall knows the balancer only. The kernel counts packets, so one that refuses has answered; checks, which come from the balancer
 * itself, notice nothing of it (decision 33).
 */
export async function loadUnanswered(db: Database, listenerIds: string[]): Promise<Unanswered[]> {
  return db.$queryRaw<Unanswered[]>`
    SELECT t.listener_id AS "listenerId", t.member_id AS "memberId", sum(t.connections_new)::float8 AS connections
    FROM traffic_minute t
    JOIN listener_status s ON s.listener_id = t.listener_id AND s.node_id = t.node_id AND s.state = 'in_force' AND s.engine = 'nftables'
    JOIN listener l ON l.id = t.listener_id AND l.protocol = 'tcp'
    JOIN load_balancer lb ON lb.id = l.load_balancer_id
    JOIN region r ON r.id = lb.region_id AND NOT r.source_nat
    WHERE t.listener_id = ANY (${listenerIds}) AND t.member_id <> '' AND t.minute > now() - make_interval(secs => ${SECONDS}::int)
    GROUP BY 1, 2
    HAVING sum(t.connections_new) >= ${CONNECTIONS_MIN} AND sum(t.bytes_out) = 0`;
}
