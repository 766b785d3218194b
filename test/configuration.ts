import pg from 'pg';
import type { MemberRole } from '#domain/active-standby-group.ts';
import type { EngineName } from '#domain/engine.ts';
import type { Scheduler } from '#domain/scheduling.ts';

/** Fast checks: a refused server is given up after 1 to 2 s, a silent one after 3 to 4 s. */
const FAST_CHECK = {
  enabled: true,
  type: 'tcp',
  port: null,
  timeout: 1,
  interval: 1,
  healthy: 2,
  unhealthy: 2,
  request: null,
  expected: null,
  method: null,
  path: null,
  domain: null,
  statusClasses: '{}',
};

export type CheckSettings = Partial<Record<keyof typeof FAST_CHECK, string | number | boolean | null>>;

/** The columns of `listener` that are options; absent ones have the defaults of the database. */
export interface ListenerColumns {
  idle_timeout_seconds?: number;
  retry_on_standby?: boolean;
  connect_timeout_milliseconds?: number;
  failback_mode?: string;
  failback_stable_seconds?: number;
  on_failover_mode?: string;
  on_failover_drain_seconds?: number;
  scheduler?: Scheduler;
  persistence_seconds?: number;
  connection_draining_seconds?: number;
  bandwidth_mbps?: number;
  proxy_protocol?: boolean;
  standby_readiness_check?: boolean;
}

/** A string is the id of an active/standby group; a backend port means the default server group. */
export type TestTarget = string | { vserverGroupId: string } | { backendPort: number };

interface Place {
  address: string;
  port: number;
}

type WeightedPlace = Place & { weight?: number };

/** Writes desired state with plain SQL, as any writer may, and reads what workers report. */
export class TestConfiguration {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    // The cluster is restarted and cut off by some tests.
    this.#pool.on('error', () => {});
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#pool.query<T>(text, values)).rows;
  }

  /** A region whose service addresses are all loopback addresses, or some: no two regions have the same. Null: none. */
  async addRegion(id: string, network: string | null = '127.0.0.0/8'): Promise<void> {
    await this.query(`INSERT INTO region (id, name) VALUES ($1, $1)`, [id]);
    if (network !== null) {
      await this.query('INSERT INTO address_pool (region_id, cidr) VALUES ($1, $2)', [id, network]);
    }
  }

  async addLoadBalancer(regionId: string, address: string): Promise<string> {
    return this.#id(`INSERT INTO load_balancer (region_id, name, address) VALUES ($1, 'test', $2) RETURNING id`, [regionId, address]);
  }

  async addGroup(
    regionId: string,
    loadBalancerId: string,
    members: Record<MemberRole, Place>,
    weights: Partial<Record<MemberRole, number>> = {},
  ): Promise<string> {
    const servers = {
      active: await this.#serverAt(regionId, members.active.address),
      standby: await this.#serverAt(regionId, members.standby.address),
    };
    return this.#id(
      `WITH made AS (INSERT INTO active_standby_group (load_balancer_id, region_id, name) VALUES ($1, $2::text, 'group') RETURNING id),
        members AS (
          INSERT INTO active_standby_member (group_id, region_id, server_id, port, role, weight)
          SELECT made.id, $2::text, m.server_id, m.port, m.role::member_role, m.weight
          FROM made, jsonb_to_recordset($3) AS m(server_id text, port int, role text, weight int))
      SELECT id FROM made`,
      [
        loadBalancerId,
        regionId,
        JSON.stringify(
          (['active', 'standby'] as const).map((role) => ({
            server_id: servers[role],
            port: members[role].port,
            role,
            weight: weights[role] ?? 100,
          })),
        ),
      ],
    );
  }

  /** Members are in the order of `members`; a server may come with several ports. */
  async addVserverGroup(regionId: string, loadBalancerId: string, members: WeightedPlace[], name = 'group'): Promise<string> {
    const id = await this.#id(`INSERT INTO vserver_group (load_balancer_id, region_id, name) VALUES ($1, $2, $3) RETURNING id`, [
      loadBalancerId,
      regionId,
      name,
    ]);
    for (const member of members) {
      await this.addVserverMember(regionId, id, member);
    }
    return id;
  }

  /** Answers the id of the member. */
  async addVserverMember(regionId: string, groupId: string, { address, port, weight = 100 }: WeightedPlace): Promise<string> {
    return this.#id(`INSERT INTO vserver_member (group_id, region_id, server_id, port, weight) VALUES ($1, $2, $3, $4, $5) RETURNING id`, [
      groupId,
      regionId,
      await this.#serverAt(regionId, address),
      port,
      weight,
    ]);
  }

  /** Answers the id of the member. */
  async addDefaultServer(
    regionId: string,
    loadBalancerId: string,
    { address, weight = 100 }: Omit<WeightedPlace, 'port'>,
  ): Promise<string> {
    return this.#id(`INSERT INTO default_server (load_balancer_id, region_id, server_id, weight) VALUES ($1, $2, $3, $4) RETURNING id`, [
      loadBalancerId,
      regionId,
      await this.#serverAt(regionId, address),
      weight,
    ]);
  }

  async addListener(
    loadBalancerId: string,
    target: TestTarget,
    listener: { protocol?: 'tcp' | 'udp'; port: number; check?: CheckSettings; columns?: ListenerColumns },
  ): Promise<string> {
    const row = {
      load_balancer_id: loadBalancerId,
      protocol: listener.protocol ?? 'tcp',
      port: listener.port,
      name: 'test',
      enabled: true,
      ...targetColumns(target),
      ...listener.columns,
    };
    const names = Object.keys(row).join(', ');
    const check = { ...FAST_CHECK, ...listener.check };
    return this.#id(
      `WITH made AS (
        INSERT INTO listener (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::listener, $1) RETURNING id
      ), checked AS (
        INSERT INTO health_check (listener_id, enabled, type, port, timeout_seconds, interval_seconds, healthy_threshold,
          unhealthy_threshold, request, expected, method, path, domain, status_classes)
        SELECT made.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM made)
      SELECT id FROM made`,
      [
        JSON.stringify(row),
        check.enabled,
        check.type,
        check.port,
        check.timeout,
        check.interval,
        check.healthy,
        check.unhealthy,
        check.request,
        check.expected,
        check.method,
        check.path,
        check.domain,
        check.statusClasses,
      ],
    );
  }

  /** What the one worker of the test says about a listener. */
  async statusOf(listenerId: string) {
    const [row] = await this.query<{
      revision: number;
      state: string;
      error_code: string | null;
      error_message: string | null;
      delay_ms: number | null;
      serving: MemberRole | null;
      serving_reason: string | null;
      engine: EngineName;
      engine_reason: string | null;
    }>('SELECT * FROM listener_status WHERE listener_id = $1', [listenerId]);
    return row;
  }

  async verdictsOf(listenerId: string) {
    return this.query<{ role: MemberRole; state: string; reason: string }>(
      'SELECT m.role, v.state, v.reason FROM verdict v JOIN active_standby_member m ON m.id = v.member_id WHERE v.listener_id = $1',
      [listenerId],
    );
  }

  async eventsOf(listenerId: string) {
    return this.query<{ from_role: MemberRole; to_role: MemberRole; reason: string; at: Date }>(
      'SELECT from_role, to_role, reason, at FROM failover_event WHERE listener_id = $1 ORDER BY at',
      [listenerId],
    );
  }

  async #serverAt(regionId: string, address: string): Promise<string> {
    return this.#id(
      `INSERT INTO server (region_id, name, address) VALUES ($1, $2::text, $2::text::inet)
      ON CONFLICT (region_id, address) DO UPDATE SET name = excluded.name RETURNING id`,
      [regionId, address],
    );
  }

  async #id(text: string, values: unknown[]): Promise<string> {
    const [row] = await this.query<{ id: string }>(text, values);
    if (!row) {
      throw new Error(`No row came back from ${text}`);
    }
    return row.id;
  }
}

function targetColumns(target: TestTarget): Record<string, string | number> {
  if (typeof target === 'string') {
    return { active_standby_group_id: target };
  }
  return 'backendPort' in target ? { backend_port: target.backendPort } : { vserver_group_id: target.vserverGroupId };
}
