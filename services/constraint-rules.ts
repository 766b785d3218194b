import { ENTRY_IS_MAPPED } from '#domain/access-control.ts';
import { CREDENTIAL_EXPIRES_LATER, SCOPE_IS_ADMINISTRATOR_EVERYWHERE } from '#domain/credential.ts';
import type { ErrorCode } from '#domain/error-code.ts';
import { RETRY_IS_TCP_ONLY } from '#domain/failover.ts';
import { CONNECTION_DRAINING_IS_TCP_ONLY, PERSISTENCE_IS_TCP_ONLY, QUIC_HASH_IS_UDP_ONLY } from '#domain/listener.ts';
import { BACKUP_ZONE_RULE, PROTECTION_REASON_IS_FOR_PROTECTION, PROTECTION_REASON_RULE, RELEASE_TIME_RULE } from '#domain/load-balancer.ts';
import { QUOTA_MUST_RISE } from '#domain/quota.ts';
import { SERVER_ADDRESS_RULE } from '#domain/server.ts';
import { TAG_IS_RESERVED, TAG_IS_URL } from '#domain/tag.ts';

export interface ConstraintRule {
  code: ErrorCode;
  message: string;
  path?: string;
}

export type ConstraintRules = Readonly<Record<string, ConstraintRule>>;

const BANDWIDTH_RANGE = 'A bandwidth is 1 to 5120 Mbit/s.';

/** What each named constraint of prisma/ means to a caller. A verb may know better (see `write`). */
export const CONSTRAINT_RULES: ConstraintRules = {
  access_grant_unique: {
    code: 'GrantExists',
    message: 'The user or team has a role there already: change or remove it.',
    path: 'regionId',
  },
  access_grant_administrator_everywhere: {
    code: 'InvalidParameter',
    message: 'An administrator is one in all regions.',
    path: 'regionId',
  },
  access_grant_holder_one: { code: 'InvalidParameter', message: 'A grant is for a user or for a team.', path: 'userId' },
  access_grant_user_fk: { code: 'UserNotFound', message: 'There is no such user.', path: 'userId' },
  access_grant_team_fk: { code: 'TeamNotFound', message: 'There is no such team.', path: 'teamId' },
  access_grant_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'regionId' },
  team_name_unique: { code: 'TeamExists', message: 'Another team has this name.', path: 'name' },
  team_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  team_member_user_fk: { code: 'UserNotFound', message: 'There is no such user.', path: 'userIds' },
  user_email_unique: { code: 'UserExists', message: 'Another user has this email address.', path: 'email' },
  user_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  user_email_lower: { code: 'InvalidParameter', message: 'An email address is kept in small letters.', path: 'email' },
  credential_user_fk: { code: 'UserNotFound', message: 'There is no such user.' },
  credential_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  credential_expires_later: { code: 'InvalidParameter', message: CREDENTIAL_EXPIRES_LATER, path: 'expiresAt' },
  credential_scope_administrator_everywhere: { code: 'InvalidParameter', message: SCOPE_IS_ADMINISTRATOR_EVERYWHERE, path: 'scopes' },
  credential_scope_unique: { code: 'InvalidParameter', message: 'A region stands in the scopes at most once.', path: 'scopes' },
  credential_scope_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'scopes' },
  security_settings_session_idle_range: {
    code: 'InvalidParameter',
    message: 'A session ends after 5 to 10080 idle minutes.',
    path: 'sessionIdleMinutes',
  },
  security_settings_session_lifetime_range: {
    code: 'InvalidParameter',
    message: 'A session lasts 1 to 720 hours.',
    path: 'sessionLifetimeHours',
  },
  security_settings_audit_retention_range: {
    code: 'InvalidParameter',
    message: 'The operation log is kept for 30 to 3650 days.',
    path: 'auditRetentionDays',
  },
  zone_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'regionId' },
  address_pool_overlap: { code: 'AddressPoolOverlap', message: 'The network overlaps another address pool.', path: 'addressPools' },
  address_pool_in_use: {
    code: 'AddressPoolInUse',
    message: 'An instance has an address of this pool, which no pool would have any more.',
    path: 'addressPools',
  },
  server_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'regionId' },
  server_zone_fk: { code: 'InvalidZoneId.NotFound', message: 'The region has no such zone.', path: 'zoneId' },
  server_address_unique: { code: 'ServerAddressExists', message: 'Another server of the region has this address.', path: 'address' },
  server_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  server_address_host: { code: 'InvalidParameter', message: SERVER_ADDRESS_RULE, path: 'address' },
  server_address_single: { code: 'InvalidParameter', message: 'Enter a single address, not a network.', path: 'address' },
  load_balancer_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'regionId' },
  load_balancer_primary_zone_fk: { code: 'InvalidZoneId.NotFound', message: 'The region has no such zone.', path: 'primaryZoneId' },
  load_balancer_backup_zone_fk: { code: 'InvalidZoneId.NotFound', message: 'The region has no such zone.', path: 'backupZoneId' },
  load_balancer_backup_zone_differs: { code: 'InvalidParameter', message: BACKUP_ZONE_RULE, path: 'backupZoneId' },
  load_balancer_protection_reason_length: {
    code: 'InvalidParameter',
    message: PROTECTION_REASON_RULE,
    path: 'modificationProtection.reason',
  },
  load_balancer_protection_reason_protected_only: {
    code: 'InvalidParameter',
    message: PROTECTION_REASON_IS_FOR_PROTECTION,
    path: 'modificationProtection.reason',
  },
  load_balancer_release_half_hour: { code: 'InvalidParameter.ReleaseTime', message: RELEASE_TIME_RULE, path: 'releaseAt' },
  load_balancer_release_scheduled_whole: {
    code: 'InvalidParameter.ReleaseTime',
    message: 'A scheduled release says when and by whom.',
    path: 'releaseAt',
  },
  load_balancer_lock_reason_length: { code: 'InvalidParameter', message: 'A reason has 1 to 200 characters.', path: 'reason' },
  load_balancer_lock_locked_only: {
    code: 'InvalidParameter',
    message: 'Only a locked instance says why and by whom it was locked.',
    path: 'status',
  },
  load_balancer_address_unique: {
    code: 'AddressInUse',
    message: 'Another instance of the region has this service address.',
    path: 'address',
  },
  load_balancer_address_single: { code: 'InvalidParameter', message: 'Enter a single address, not a network.', path: 'address' },
  load_balancer_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  load_balancer_specification_known: {
    code: 'InvalidParameter',
    message: 'There is no such specification.',
    path: 'specification',
  },
  load_balancer_bandwidth_range: { code: 'InvalidParameter', message: BANDWIDTH_RANGE, path: 'bandwidthMbps' },
  listener_port_unique: {
    code: 'ListenerAlreadyExists',
    message: 'The instance has a listener with this protocol and port.',
    path: 'port',
  },
  listener_port_range: { code: 'InvalidParameter', message: 'A port is a whole number from 1 to 65535.', path: 'port' },
  listener_udp_port_reserved: { code: 'InvalidParameter', message: 'UDP listeners cannot use this port.', path: 'port' },
  listener_name_length: { code: 'InvalidParameter', message: 'A listener name has 1 to 256 characters.', path: 'name' },
  listener_idle_timeout_range: {
    code: 'InvalidParameter',
    message: 'Idle Timeout is a whole number of seconds from 10 to 900.',
    path: 'idleTimeoutSeconds',
  },
  listener_retry_on_standby_tcp_only: { code: 'InvalidParameter', message: RETRY_IS_TCP_ONLY, path: 'retryOnStandby' },
  listener_connect_timeout_range: {
    code: 'InvalidParameter',
    message: 'Connect Timeout is a whole number of milliseconds from 100 to 30000.',
    path: 'connectTimeoutMilliseconds',
  },
  probe_request_port_range: { code: 'InvalidParameter', message: 'A port is a whole number from 1 to 65535.', path: 'port' },
  failover_drill_seconds_range: { code: 'InvalidParameter', message: 'A drill takes 10 to 600 seconds.', path: 'seconds' },
  failover_drill_ends: { code: 'InvalidParameter', message: 'A drill ends `seconds` after its start.', path: 'seconds' },
  failover_drill_reason_length: { code: 'InvalidParameter', message: 'A reason has 1 to 200 characters.', path: 'reason' },
  failover_drill_stopped_whole: { code: 'InvalidParameter', message: 'A drill that was ended says when and by whom.' },
  listener_failback_stable_range: {
    code: 'InvalidParameter',
    message: 'Stable Time is a whole number of seconds from 1 to 3600.',
    path: 'failback.stableSeconds',
  },
  listener_failback_stable_delayed_only: {
    code: 'InvalidParameter',
    message: 'Stable Time goes with delayed failback, and with no other.',
    path: 'failback.stableSeconds',
  },
  listener_on_failover_drain_range: {
    code: 'InvalidParameter',
    message: 'Drain Time is a whole number of seconds from 10 to 900.',
    path: 'onFailover.drainSeconds',
  },
  listener_on_failover_drain_only: {
    code: 'InvalidParameter',
    message: 'Drain Time goes with draining at failover, and with nothing else.',
    path: 'onFailover.drainSeconds',
  },
  listener_one_target: {
    code: 'InvalidParameter',
    message: 'A listener forwards to exactly one of an active/standby group, a VServer group and the default server group.',
    path: 'target',
  },
  listener_backend_port_range: {
    code: 'InvalidParameter',
    message: 'A port is a whole number from 1 to 65535.',
    path: 'target.backendPort',
  },
  listener_scheduler_udp_only: { code: 'InvalidParameter', message: QUIC_HASH_IS_UDP_ONLY, path: 'scheduler' },
  listener_persistence_range: {
    code: 'InvalidParameter',
    message: 'Session Persistence is 0 (off) to 3600 s.',
    path: 'persistence.timeoutSeconds',
  },
  listener_persistence_tcp_only: { code: 'InvalidParameter', message: PERSISTENCE_IS_TCP_ONLY, path: 'persistence.timeoutSeconds' },
  listener_connection_draining_range: {
    code: 'InvalidParameter',
    message: 'Connection Draining Timeout is 10 to 900 s.',
    path: 'connectionDraining.timeoutSeconds',
  },
  listener_connection_draining_tcp_only: {
    code: 'InvalidParameter',
    message: CONNECTION_DRAINING_IS_TCP_ONLY,
    path: 'connectionDraining',
  },
  listener_bandwidth_range: { code: 'InvalidParameter', message: BANDWIDTH_RANGE, path: 'bandwidthMbps' },
  listener_vserver_group_fk: {
    code: 'InvalidParameter.ServerGroup',
    message: 'The instance has no such server group (any more).',
    path: 'target.id',
  },
  listener_load_balancer_fk: { code: 'InvalidLoadBalancerId.NotFound', message: 'There is no such instance (any more).' },
  listener_active_standby_group_fk: {
    code: 'InvalidParameter.ServerGroup',
    message: 'The instance has no such server group (any more).',
    path: 'target.id',
  },
  health_check_port_range: { code: 'InvalidParameter', message: 'A port is a whole number from 1 to 65535.', path: 'healthCheck.port' },
  health_check_timeout_range: { code: 'InvalidParameter', message: 'Response Timeout is 1 to 300 s.', path: 'healthCheck.timeoutSeconds' },
  health_check_interval_range: {
    code: 'InvalidParameter',
    message: 'Health Check Interval is 1 to 50 s.',
    path: 'healthCheck.intervalSeconds',
  },
  health_check_healthy_threshold_range: {
    code: 'InvalidParameter',
    message: 'Healthy Threshold is 2 to 10.',
    path: 'healthCheck.healthyThreshold',
  },
  health_check_unhealthy_threshold_range: {
    code: 'InvalidParameter',
    message: 'Unhealthy Threshold is 2 to 10.',
    path: 'healthCheck.unhealthyThreshold',
  },
  health_check_strings_both_or_none: {
    code: 'InvalidParameter',
    message: 'Health Check Requests and Health Check Results go together: fill in both or none.',
    path: 'healthCheck.request',
  },
  health_check_strings_udp_only: {
    code: 'InvalidParameter',
    message: 'Only a UDP health check sends a request string.',
    path: 'healthCheck.request',
  },
  health_check_request_length: { code: 'InvalidParameter', message: 'Use 1 to 64 letters and digits.', path: 'healthCheck.request' },
  health_check_expected_length: { code: 'InvalidParameter', message: 'Use 1 to 64 letters and digits.', path: 'healthCheck.expected' },
  health_check_http_only: { code: 'InvalidParameter', message: 'Only an HTTP health check has this.', path: 'healthCheck.type' },
  health_check_http_complete: {
    code: 'InvalidParameter',
    message: 'An HTTP health check has a method and at least one Normal Status Code.',
    path: 'healthCheck.statusClasses',
  },
  health_check_path_format: {
    code: 'InvalidParameter',
    message: 'A path has 1 to 80 characters and starts with "/".',
    path: 'healthCheck.path',
  },
  health_check_domain_format: {
    code: 'InvalidParameter',
    message: 'A domain name has 1 to 80 letters, digits, "." and "-".',
    path: 'healthCheck.domain',
  },
  default_server_load_balancer_fk: { code: 'InvalidLoadBalancerId.NotFound', message: 'There is no such instance (any more).' },
  default_server_server_fk: { code: 'InvalidServerId.NotFound', message: 'The region has no such server (any more).' },
  default_server_server_unique: {
    code: 'BackendServersMalformed',
    message: 'A server can be in the default server group once only.',
  },
  default_server_weight_range: { code: 'InvalidWeight.Malformed', message: 'A weight is 0 to 100.' },
  vserver_group_load_balancer_fk: { code: 'InvalidLoadBalancerId.NotFound', message: 'There is no such instance (any more).' },
  vserver_group_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  vserver_member_group_fk: { code: 'InvalidVServerGroupId.NotFound', message: 'There is no such server group (any more).' },
  vserver_member_server_fk: {
    code: 'InvalidServerId.NotFound',
    message: 'The region has no such server (any more).',
    path: 'servers',
  },
  vserver_member_server_port_unique: {
    code: 'BackendServersMalformed',
    message: 'A server can be in a group once only with the same port.',
    path: 'servers',
  },
  vserver_member_port_range: {
    code: 'RealServerPortNotSupport',
    message: 'A port is a whole number from 1 to 65535.',
    path: 'servers',
  },
  vserver_member_weight_range: { code: 'InvalidWeight.Malformed', message: 'A weight is 0 to 100.', path: 'servers' },
  active_standby_group_load_balancer_fk: {
    code: 'InvalidLoadBalancerId.NotFound',
    message: 'There is no such instance (any more).',
  },
  active_standby_group_switch_reason_length: { code: 'InvalidParameter', message: 'A reason has 1 to 200 characters.', path: 'reason' },
  active_standby_group_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  active_standby_member_server_fk: {
    code: 'InvalidServerId.NotFound',
    message: 'The region has no such server (any more).',
    path: 'servers',
  },
  active_standby_member_server_port_unique: {
    code: 'BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID',
    message: 'The two servers must differ in server or port.',
    path: 'servers',
  },
  active_standby_member_port_range: {
    code: 'RealServerPortNotSupport',
    message: 'A port is a whole number from 1 to 65535.',
    path: 'servers',
  },
  active_standby_member_weight_range: { code: 'InvalidParameter', message: 'A weight is 0 to 100.', path: 'servers' },
  access_control_list_region_fk: { code: 'InvalidRegionId.NotFound', message: 'There is no such region.', path: 'regionId' },
  access_control_list_name_unique: {
    code: 'AclNameExists',
    message: 'Another access control list of the region has this name.',
    path: 'name',
  },
  access_control_list_name_length: { code: 'InvalidParameter', message: 'A name has 1 to 80 characters.', path: 'name' },
  access_control_entry_list_fk: { code: 'AclNotExist', message: 'There is no such access control list (any more).' },
  access_control_entry_no_host_bits: { code: 'InvalidParameter', message: 'A network has no bits behind its length.', path: 'entries' },
  access_control_entry_not_mapped: { code: 'InvalidParameter', message: ENTRY_IS_MAPPED, path: 'entries' },
  access_control_entry_comment_length: { code: 'InvalidParameter', message: 'A comment has at most 80 characters.', path: 'entries' },
  listener_access_control_list_list_fk: {
    code: 'InvalidParameter.AccessControlList',
    message: 'The region has no such access control list (any more).',
    path: 'accessControl.listIds',
  },
  quota_name_known: { code: 'InvalidParameter', message: 'There is no such quota.', path: 'name' },
  quota_value_range: { code: 'InvalidParameter', message: 'The value is beyond the hard bound of the quota.', path: 'value' },
  quota_request_name_known: { code: 'InvalidParameter', message: 'There is no such quota.', path: 'name' },
  quota_request_raises: { code: 'InvalidParameter', message: QUOTA_MUST_RISE, path: 'value' },
  quota_request_reason_length: { code: 'InvalidParameter', message: 'A reason has 1 to 200 characters.', path: 'reason' },
  quota_request_email_length: { code: 'InvalidParameter', message: 'Enter an email address.', path: 'email' },
  tag_key_length: { code: 'InvalidParameter', message: 'A key has 1 to 64 characters.', path: 'tags' },
  tag_value_length: { code: 'InvalidParameter', message: 'A value has at most 128 characters.', path: 'tags' },
  tag_key_reserved: { code: 'InvalidParameter', message: TAG_IS_RESERVED, path: 'tags' },
  tag_value_reserved: { code: 'InvalidParameter', message: TAG_IS_RESERVED, path: 'tags' },
  tag_key_no_url: { code: 'InvalidParameter', message: TAG_IS_URL, path: 'tags' },
  tag_value_no_url: { code: 'InvalidParameter', message: TAG_IS_URL, path: 'tags' },
};

/** Where the codes that triggers raise belong; what is not here speaks of the input as a whole. */
export const RAISED_PATHS: Partial<Record<ErrorCode, string>> = {
  AddressNotInPool: 'address',
  ServerAddressForbidden: 'address',
  'InvalidParameter.ReleaseTime': 'releaseAt',
  AclEntryNumberOverLimit: 'entries',
  AclListenerNumberOverLimit: 'accessControl.listIds',
  ListenerAclNumberOverLimit: 'accessControl.listIds',
  'InvalidParameter.AccessControlList': 'accessControl.listIds',
  'InvalidParameter.Scheduler': 'scheduler',
  BandwidthOverLimit: 'bandwidthMbps',
  TagCountLimit: 'tags',
  BACKEND_SERVERS_NUM_MUST_BE_TWO: 'servers',
  BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE: 'servers',
};
