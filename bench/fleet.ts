import { QuotaName } from '#domain/quota.ts';
import type { TestConfiguration } from '#test/configuration.ts';
import { REGION } from './desired-state.ts';

const FIRST_PORT = 2000;

export interface FleetListener {
  id: string;
  address: string;
  port: number;
  /** Groups with the same members, roles swapped. */
  groupOne: string;
  groupTwo: string;
  serves: 'one' | 'two';
}

export interface FleetShape {
  loadBalancers: number;
  listenersEach: number;
  /** The addresses before the first ones; each load balancer has its own address and its own two servers. */
  first: { service: string; active: string; standby: string };
  /** Of a load balancer's first and second server. */
  ports: { one: number; two: number };
}

/** Many listeners by few statements, without health checks. Each load balancer has two groups of the same two servers. */
export async function createFleet(configuration: TestConfiguration, shape: FleetShape): Promise<FleetListener[]> {
  const { first, ports } = shape;
  // More than a region has by default: to the hard bounds of domain/quota.ts.
  await configuration.query(
    `INSERT INTO quota (region_id, name, value) SELECT $1, name, openslb_quota_max(name) FROM unnest($2::text[]) name ON CONFLICT DO NOTHING`,
    [REGION, QuotaName.options],
  );
  await configuration.query(
    `INSERT INTO server (region_id, name, address)
    SELECT $1, host(address), address FROM (
      SELECT unnest(ARRAY[$2::inet + i, $3::inet + i]) AS address FROM generate_series(1, $4::int) i) a`,
    [REGION, first.active, first.standby, shape.loadBalancers],
  );
  await configuration.query(
    `INSERT INTO load_balancer (region_id, name, address) SELECT $1, 'bench', $2::inet + i FROM generate_series(1, $3::int) i`,
    [REGION, first.service, shape.loadBalancers],
  );
  await configuration.query(
    `WITH made AS (
      INSERT INTO active_standby_group (load_balancer_id, region_id, name)
      SELECT b.id, b.region_id, g.name FROM load_balancer b, (VALUES ('one'), ('two')) g(name) RETURNING id, load_balancer_id, name)
    INSERT INTO active_standby_member (group_id, region_id, server_id, port, role)
    SELECT made.id, $1, s.id, m.port, (CASE WHEN made.name = m.name THEN 'active' ELSE 'standby' END)::member_role
    FROM made
    JOIN load_balancer b ON b.id = made.load_balancer_id
    CROSS JOIN (VALUES ('one', $3::inet, $5::int), ('two', $4::inet, $6::int)) m(name, first, port)
    JOIN server s ON s.address = m.first + (b.address - $2::inet)`,
    [REGION, first.service, first.active, first.standby, ports.one, ports.two],
  );
  await configuration.query(
    `WITH made AS (
      INSERT INTO listener (load_balancer_id, protocol, port, name, enabled, active_standby_group_id)
      SELECT g.load_balancer_id, 'tcp', $1::int + i, 'bench', true, g.id
      FROM active_standby_group g, generate_series(1, $2::int) i WHERE g.name = 'one' RETURNING id)
    INSERT INTO health_check (listener_id, enabled, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
    SELECT id, false, 'tcp', 5, 2, 3, 3 FROM made`,
    [FIRST_PORT, shape.listenersEach],
  );
  return configuration.query<FleetListener>(
    `SELECT l.id, host(b.address) AS address, l.port, l.active_standby_group_id AS "groupOne", two.id AS "groupTwo", 'one' AS serves
    FROM listener l JOIN load_balancer b ON b.id = l.load_balancer_id
    JOIN active_standby_group two ON two.load_balancer_id = b.id AND two.name = 'two'`,
  );
}
