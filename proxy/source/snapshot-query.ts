const MEMBER = `'id', m.id, 'serverId', s.id, 'serverName', s.name, 'address', host(s.address), 'weight', m.weight`;

/** Of the listener `l`: exactly one of the three columns is set. */
const TARGET = `CASE
          WHEN l.active_standby_group_id IS NOT NULL THEN jsonb_build_object('kind', 'active-standby-group', 'group', (
            SELECT jsonb_build_object('id', g.id, 'name', g.name, 'members', coalesce((
              SELECT jsonb_agg(jsonb_build_object(${MEMBER}, 'port', m.port, 'role', m.role) ORDER BY m.role)
              FROM active_standby_member m JOIN server s ON s.id = m.server_id WHERE m.group_id = g.id), '[]'),
              'switch', CASE WHEN g.switch_to IS NOT NULL THEN jsonb_build_object(
                'id', extract(epoch FROM g.switched_at)::text, 'to', g.switch_to, 'reason', g.switch_reason, 'by', g.switched_by) END,
              'drill', (
                SELECT jsonb_build_object('id', d.id, 'leftMs', greatest(1, extract(epoch FROM d.ends_at - clock_timestamp()) * 1000))
                FROM failover_drill d WHERE d.group_id = g.id AND d.stopped_at IS NULL AND d.ends_at > clock_timestamp()
                ORDER BY d.ends_at DESC LIMIT 1))
            FROM active_standby_group g WHERE g.id = l.active_standby_group_id))
          WHEN l.vserver_group_id IS NOT NULL THEN (
            SELECT jsonb_build_object('kind', 'vserver-group', 'id', g.id, 'name', g.name, 'members', coalesce((
              SELECT jsonb_agg(jsonb_build_object(${MEMBER}, 'port', m.port) ORDER BY m.id)
              FROM vserver_member m JOIN server s ON s.id = m.server_id WHERE m.group_id = g.id), '[]'))
            FROM vserver_group g WHERE g.id = l.vserver_group_id)
          ELSE jsonb_build_object('kind', 'default', 'members', coalesce((
            SELECT jsonb_agg(jsonb_build_object(${MEMBER}, 'port', l.backend_port) ORDER BY m.id)
            FROM default_server m JOIN server s ON s.id = m.server_id WHERE m.load_balancer_id = lb.id), '[]'))
        END`;

/** Of the listener `l`: the union of its lists, each network once. */
const ACCESS_CONTROL = `CASE WHEN l.access_control_mode IS NOT NULL THEN jsonb_build_object('mode', l.access_control_mode, 'entries', coalesce((
          SELECT jsonb_agg(e.cidr::text ORDER BY e.cidr) FROM (
            SELECT DISTINCT entry.cidr FROM listener_access_control_list la
            JOIN access_control_entry entry ON entry.access_control_list_id = la.access_control_list_id
            WHERE la.listener_id = l.id) e), '[]')) END`;

/** Parameter 1: ids of load balancers. Yields the shapes of domain/snapshot.ts. */
export const LOAD_BALANCERS_QUERY = `
  SELECT lb.id, lb.region_id AS "regionId", lb.name, host(lb.address) AS address, lb.address_type AS "addressType",
    lb.status, lb.specification, lb.bandwidth_mbps AS "bandwidthMbps",
    (SELECT source_nat FROM region WHERE id = lb.region_id) AS "sourceNat", lb.revision,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'id', l.id, 'protocol', l.protocol, 'port', l.port, 'name', l.name, 'enabled', l.enabled,
        'revision', l.revision, 'ageMs', extract(epoch FROM clock_timestamp() - l.revised_at) * 1000,
        'idleTimeoutSeconds', l.idle_timeout_seconds, 'retryOnStandby', l.retry_on_standby,
        'connectTimeoutMilliseconds', l.connect_timeout_milliseconds,
        'failback', jsonb_build_object('mode', l.failback_mode, 'stableSeconds', l.failback_stable_seconds),
        'onFailover', jsonb_build_object('mode', l.on_failover_mode, 'drainSeconds', l.on_failover_drain_seconds),
        'healthCheck', (
          SELECT jsonb_build_object(
            'enabled', h.enabled, 'type', h.type, 'port', h.port, 'timeoutSeconds', h.timeout_seconds,
            'intervalSeconds', h.interval_seconds, 'healthyThreshold', h.healthy_threshold,
            'unhealthyThreshold', h.unhealthy_threshold, 'request', h.request, 'expected', h.expected,
            'method', h.method, 'path', h.path, 'domain', h.domain, 'statusClasses', h.status_classes)
          FROM health_check h WHERE h.listener_id = l.id),
        'standbyReadinessCheck', l.standby_readiness_check,
        'scheduler', l.scheduler, 'persistenceSeconds', l.persistence_seconds,
        'drainingSeconds', l.connection_draining_seconds, 'proxyProtocol', l.proxy_protocol, 'bandwidthMbps', l.bandwidth_mbps,
        'accessControl', ${ACCESS_CONTROL},
        'target', ${TARGET}
      ) ORDER BY l.id)
      FROM listener l WHERE l.load_balancer_id = lb.id), '[]') AS listeners
  FROM load_balancer lb WHERE lb.id = ANY ($1)`;
