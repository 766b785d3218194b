import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoadBalancerSpecification } from '#domain/capacity.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { CONSTRAINT_RULES } from './constraint-rules.ts';
import { toDomainError } from './database-error.ts';

/** Rules that hold against any writer, and the error code that a violation of each becomes. */
let plane: ControlPlane;
let prisma: PrismaClient;

beforeAll(async () => {
  plane = await startControlPlane();
  prisma = plane.prisma;
  await run(
    `INSERT INTO load_balancer (id, region_id, name, address) VALUES ('lb-1', 'north', 'one', '127.0.10.1'), ('lb-2', 'north', 'two', '127.0.10.2')`,
    `INSERT INTO active_standby_group (id, load_balancer_id, region_id, name) VALUES ('rsp-1', 'lb-1', 'north', 'g1'), ('rsp-2', 'lb-2', 'north', 'g2')`,
    `INSERT INTO active_standby_member (id, group_id, region_id, server_id, port, role)
       SELECT 'mbr-' || g || '-' || r, 'rsp-' || g, 'north', s, 80, r::member_role
       FROM generate_series(1, 2) g, (VALUES ('active', 'srv-one'), ('standby', 'srv-two')) m(r, s)`,
    listenerSql('lsn-1', 'lb-1', 'tcp', 80, 'rsp-1'),
    checkSql('lsn-1'),
    `INSERT INTO vserver_group (id, load_balancer_id, region_id, name) VALUES ('rsp-v1', 'lb-1', 'north', 'v1'), ('rsp-v2', 'lb-2', 'north', 'v2')`,
    `INSERT INTO vserver_member (id, group_id, region_id, server_id, port)
       VALUES ('mbr-v1', 'rsp-v1', 'north', 'srv-one', 80), ('mbr-v2', 'rsp-v1', 'north', 'srv-one', 81)`,
    `INSERT INTO default_server (id, load_balancer_id, region_id, server_id) VALUES ('mbr-d1', 'lb-1', 'north', 'srv-one')`,
  );
});
afterAll(() => plane.close());

/** All statements in one transaction, so that deferred rules are judged at its end. */
function run(...statements: string[]): Promise<unknown> {
  return prisma.$transaction(async (tx) => {
    for (const statement of statements) {
      await tx.$executeRawUnsafe(statement);
    }
  });
}

function listenerSql(id: string, loadBalancer: string, protocol: string, port: number, group: string, columns = '', values = ''): string {
  return `INSERT INTO listener (id, load_balancer_id, protocol, port, active_standby_group_id, name${columns})
    VALUES ('${id}', '${loadBalancer}', '${protocol}', ${port}, '${group}', 'n'${values})`;
}

function checkSql(id: string, values = `'tcp', 5, 2, 3, 3, NULL, NULL`): string {
  return `INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold, request, expected)
    VALUES ('${id}', ${values})`;
}

async function refusalOf(...statements: string[]): Promise<unknown> {
  const error = await run(...statements).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, 'the database must refuse').toBeDefined();
  return toDomainError(error);
}

const newMember = (values: string) =>
  `INSERT INTO active_standby_member (group_id, region_id, server_id, port, role, weight) VALUES (${values})`;
const newGroup = `INSERT INTO active_standby_group (id, load_balancer_id, region_id, name) VALUES ('rsp-9', 'lb-1', 'north', 'g9')`;
const member = (port: number, role: string) => newMember(`'rsp-9', 'north', 'srv-one', ${port}, '${role}', 100`);
const udpCheck = (request: string, expected: string) =>
  `UPDATE health_check SET type = 'udp', request = ${request}, expected = ${expected} WHERE listener_id = 'lsn-1'`;
const newServers = (count: number) =>
  `INSERT INTO server (id, region_id, name, address) SELECT 'srv-q' || i, 'north', 's', '10.5.0.0'::inet + i FROM generate_series(1, ${count}) i`;
const newInstances = (count: number) => [
  `INSERT INTO address_pool (region_id, cidr) VALUES ('north', '127.5.0.0/16')`,
  `INSERT INTO load_balancer (id, region_id, name, address)
    SELECT 'lb-q' || i, 'north', 'n', '127.5.0.0'::inet + i FROM generate_series(1, ${count}) i`,
];
const setListener = (columns: string) => [`UPDATE listener SET ${columns} WHERE id = 'lsn-1'`];
const HTTP_CHECK = `UPDATE health_check SET type = 'http', method = 'GET', status_classes = '{http_2xx}' WHERE listener_id = 'lsn-1'`;
const httpCheck = (spoilt: string) => [HTTP_CHECK, `UPDATE health_check SET ${spoilt} WHERE listener_id = 'lsn-1'`];

const newQuotaRequest = (changes: { name?: string; to?: number; reason?: string; email?: string }) => {
  const { name, to, reason, email } = { name: 'acls-per-region', to: 51, reason: 'r', email: 'a@b', ...changes };
  return `INSERT INTO quota_request (region_id, name, from_value, to_value, reason, email, requested_by)
    VALUES ('north', '${name}', 50, ${to}, '${reason}', '${email}', 'Ada')`;
};
const newTag = (key: string, value: string, id = 'lb-1') =>
  `INSERT INTO tag (resource_type, resource_id, key, value, region_id) VALUES ('instance', '${id}', '${key}', '${value}', '')`;

const newUser = `INSERT INTO user_account (id, name, email) VALUES ('u-1', 'u', 'u@example.test')`;
const newTokens = (count: number) =>
  `INSERT INTO credential (id, kind, user_id, name, token_hash) SELECT 'tok-' || i, 'api-token', 'u-1', 'n', i FROM generate_series(1, ${count}) i`;
const setToken = (columns: string) => [newUser, newTokens(1), `UPDATE credential SET ${columns}`];
const newScope = (values: string) => `INSERT INTO credential_scope (credential_id, region_id, role) VALUES ('tok-1', ${values})`;

const NEW_USER = `INSERT INTO user_account (id, name, email) VALUES ('u-1', 'Ada', 'ada@example.test')`;
const newGrant = (columns: string, values: string) =>
  `INSERT INTO access_grant (${columns}, role, created_by) VALUES (${values}, 'Tester')`;

describe('the database refuses', () => {
  it.each<[string, string, string[]]>([
    ['access_grant_holder_one', 'InvalidParameter', [newGrant('region_id', `'north', 'viewer'`)]],
    [
      'access_grant_administrator_everywhere',
      'InvalidParameter',
      [NEW_USER, newGrant('user_id, region_id', `'u-1', 'north', 'administrator'`)],
    ],
    [
      'access_grant_unique',
      'GrantExists',
      [NEW_USER, newGrant('user_id', `'u-1', 'viewer'`), newGrant('user_id', `'u-1', 'administrator'`)],
    ],
    ['access_grant_user_fk', 'UserNotFound', [newGrant('user_id', `'u-0', 'viewer'`)]],
    ['access_grant_team_fk', 'TeamNotFound', [newGrant('team_id', `'t-0', 'viewer'`)]],
    ['team_name_unique', 'TeamExists', [`INSERT INTO team (name) VALUES ('Night'), ('NIGHT')`]],
    ['team_name_length', 'InvalidParameter', [`INSERT INTO team (name) VALUES ('')`]],
    ['user_name_length', 'InvalidParameter', [NEW_USER, `UPDATE user_account SET name = repeat('n', 81)`]],
    ['user_email_lower', 'InvalidParameter', [NEW_USER, `UPDATE user_account SET email = 'Ada@example.test'`]],
    ['user_email_unique', 'UserExists', [NEW_USER, NEW_USER.replace('u-1', 'u-2')]],
    [
      'team_member_user_fk',
      'UserNotFound',
      [`INSERT INTO team (id, name) VALUES ('t-1', 't')`, `INSERT INTO team_member VALUES ('t-1', 'u-0')`],
    ],
    ['the last administrator', 'LastAdministrator', [NEW_USER, `UPDATE user_account SET disabled_at = now() WHERE id = 'u-1'`]],
    ['a 21st credential', 'CredentialNumberOverLimit', [newUser, newTokens(21)]],
    ['credential_user_fk', 'UserNotFound', [newTokens(1)]],
    ['credential_name_length: none', 'InvalidParameter', setToken(`name = ''`)],
    ['credential_name_length: 81', 'InvalidParameter', setToken(`name = repeat('n', 81)`)],
    ['credential_expires_later', 'InvalidParameter', setToken('expires_at = created_at')],
    ['credential_scope_administrator_everywhere', 'InvalidParameter', [newUser, newTokens(1), newScope(`'north', 'administrator'`)]],
    ['credential_scope_unique', 'InvalidParameter', [newUser, newTokens(1), newScope(`NULL, 'viewer'`), newScope(`NULL, 'operator'`)]],
    ['credential_scope_region_fk', 'InvalidRegionId.NotFound', [newUser, newTokens(1), newScope(`'nowhere', 'viewer'`)]],
    ['quota_name_known', 'InvalidParameter', [`INSERT INTO quota VALUES ('north', 'rules-per-listener', 1)`]],
    ['quota_value_range', 'InvalidParameter', [`INSERT INTO quota VALUES ('north', 'listeners-per-slb', 101)`]],
    ['quota_request_name_known', 'InvalidParameter', [newQuotaRequest({ name: 'x' })]],
    ['quota_request_raises', 'InvalidParameter', [newQuotaRequest({ to: 50 })]],
    ['quota_request_reason_length', 'InvalidParameter', [newQuotaRequest({ reason: '' })]],
    ['quota_request_email_length', 'InvalidParameter', [newQuotaRequest({ email: 'a' })]],
    ['a 61st instance of a region', 'OverQuota', newInstances(61)],
    ['tag_key_length: none', 'InvalidParameter', [newTag('', 'v')]],
    ['tag_key_length: 65', 'InvalidParameter', [newTag('k'.repeat(65), 'v')]],
    ['tag_value_length', 'InvalidParameter', [newTag('k', 'v'.repeat(129))]],
    ['tag_key_reserved', 'InvalidParameter', [newTag('acs:k', 'v')]],
    ['tag_value_reserved', 'InvalidParameter', [newTag('k', 'aliyun')]],
    ['tag_key_no_url', 'InvalidParameter', [newTag('see https://x', 'v')]],
    ['tag_value_no_url', 'InvalidParameter', [newTag('k', 'http://x')]],
    ['a tag of what is not there', 'TagResourceNotFound', [newTag('k', 'v', 'lb-none')]],
    ['a 21st tag', 'TagCountLimit', Array.from({ length: 21 }, (_, index) => newTag(`k${index}`, ''))],
    ['a group without members', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [newGroup]],
    ['a group of one', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [newGroup, member(1, 'active')]],
    ['a group of three', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [newMember(`'rsp-1', 'north', 'srv-one', 99, 'standby', 100`)]],
    ['a member taken away', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [`DELETE FROM active_standby_member WHERE id = 'mbr-1-active'`]],
    [
      'both members moved out of a group',
      'BACKEND_SERVERS_NUM_MUST_BE_TWO',
      [
        `DELETE FROM active_standby_member WHERE group_id = 'rsp-2'`,
        `UPDATE active_standby_member SET group_id = 'rsp-2' WHERE group_id = 'rsp-1'`,
      ],
    ],
    ['members truncated', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [`TRUNCATE active_standby_member`]],
    ['servers truncated', 'BACKEND_SERVERS_NUM_MUST_BE_TWO', [`TRUNCATE server CASCADE`]],
    [
      'a member moved to another group',
      'BACKEND_SERVERS_NUM_MUST_BE_TWO',
      [`UPDATE active_standby_member SET group_id = 'rsp-2', port = 81 WHERE id = 'mbr-1-active'`],
    ],
    ['two actives', 'BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', [newGroup, member(1, 'active'), member(2, 'active')]],
    [
      'a standby turned active',
      'BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE',
      [`UPDATE active_standby_member SET role = 'active' WHERE group_id = 'rsp-1'`],
    ],
    [
      'active_standby_member_server_port_unique',
      'BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID',
      [newGroup, member(1, 'active'), member(1, 'standby')],
    ],
    [
      'active_standby_member_port_range',
      'RealServerPortNotSupport',
      [`UPDATE active_standby_member SET port = 0 WHERE id = 'mbr-1-active'`],
    ],
    ['active_standby_member_weight_range', 'InvalidParameter', [`UPDATE active_standby_member SET weight = 101 WHERE id = 'mbr-1-active'`]],
    [
      'active_standby_member_server_fk: a server of another region',
      'InvalidServerId.NotFound',
      [`UPDATE active_standby_member SET server_id = 'srv-south' WHERE id = 'mbr-1-active'`],
    ],
    [
      'active_standby_group_load_balancer_fk: a group of another region',
      'InvalidLoadBalancerId.NotFound',
      [`INSERT INTO active_standby_group (load_balancer_id, region_id, name) VALUES ('lb-1', 'south', 'g')`],
    ],
    ['active_standby_group_name_length', 'InvalidParameter', [`UPDATE active_standby_group SET name = '' WHERE id = 'rsp-1'`]],
    ['listener_port_unique', 'ListenerAlreadyExists', [listenerSql('lsn-2', 'lb-1', 'tcp', 80, 'rsp-1')]],
    ['listener_port_range: 0', 'InvalidParameter', [`UPDATE listener SET port = 0 WHERE id = 'lsn-1'`]],
    ['listener_port_range: 65536', 'InvalidParameter', [`UPDATE listener SET port = 65536 WHERE id = 'lsn-1'`]],
    ['listener_udp_port_reserved', 'InvalidParameter', [listenerSql('lsn-2', 'lb-1', 'udp', 4789, 'rsp-1')]],
    ['listener_name_length', 'InvalidParameter', [`UPDATE listener SET name = '' WHERE id = 'lsn-1'`]],
    ['listener_idle_timeout_range', 'InvalidParameter', [`UPDATE listener SET idle_timeout_seconds = 901 WHERE id = 'lsn-1'`]],
    ['listener_retry_on_standby_tcp_only', 'InvalidParameter', [`UPDATE listener SET protocol = 'udp', retry_on_standby = true`]],
    ['listener_connect_timeout_range', 'InvalidParameter', [`UPDATE listener SET connect_timeout_milliseconds = 99`]],
    [
      'listener_failback_stable_range',
      'InvalidParameter',
      [`UPDATE listener SET failback_mode = 'delayed', failback_stable_seconds = 3601`],
    ],
    ['listener_failback_stable_delayed_only', 'InvalidParameter', [`UPDATE listener SET failback_mode = 'delayed'`]],
    [
      'listener_on_failover_drain_range',
      'InvalidParameter',
      [`UPDATE listener SET on_failover_mode = 'drain', on_failover_drain_seconds = 9`],
    ],
    ['listener_on_failover_drain_only', 'InvalidParameter', [`UPDATE listener SET on_failover_drain_seconds = 60`]],
    [
      'active_standby_group_switch_reason_length',
      'InvalidParameter',
      [`UPDATE active_standby_group SET switch_to = 'standby', switched_at = now(), switch_reason = '', switched_by = 'Ada'`],
    ],
    ['listener_one_target: two groups', 'InvalidParameter', setListener(`vserver_group_id = 'rsp-v1'`)],
    ['listener_one_target: a group and a port', 'InvalidParameter', setListener('backend_port = 80')],
    ['listener_one_target: none', 'InvalidParameter', setListener('active_standby_group_id = NULL')],
    ['listener_backend_port_range', 'InvalidParameter', setListener('active_standby_group_id = NULL, backend_port = 0')],
    [
      'listener_vserver_group_fk: a group of another instance',
      'InvalidParameter.ServerGroup',
      setListener(`active_standby_group_id = NULL, vserver_group_id = 'rsp-v2'`),
    ],
    ['listener_scheduler_udp_only', 'InvalidParameter', [listenerSql('lsn-2', 'lb-1', 'tcp', 81, 'rsp-1', ', scheduler', `, 'qch'`)]],
    ['a scheduler of the other family', 'InvalidParameter.Scheduler', setListener(`scheduler = 'sch'`)],
    ['listener_persistence_range: -1', 'InvalidParameter', setListener('persistence_seconds = -1')],
    ['listener_persistence_range: 3601', 'InvalidParameter', setListener('persistence_seconds = 3601')],
    ['listener_persistence_tcp_only', 'InvalidParameter', setListener(`protocol = 'udp', persistence_seconds = 1`)],
    ['listener_connection_draining_range: 9', 'InvalidParameter', setListener('connection_draining_seconds = 9')],
    ['listener_connection_draining_range: 901', 'InvalidParameter', setListener('connection_draining_seconds = 901')],
    ['listener_connection_draining_tcp_only', 'InvalidParameter', setListener(`protocol = 'udp', connection_draining_seconds = 10`)],
    ['listener_bandwidth_range: 0', 'InvalidParameter', setListener('bandwidth_mbps = 0')],
    ['listener_bandwidth_range: 5121', 'InvalidParameter', setListener('bandwidth_mbps = 5121')],
    ['load_balancer_bandwidth_range', 'InvalidParameter', [`UPDATE load_balancer SET bandwidth_mbps = 5121`]],
    ['load_balancer_specification_known', 'InvalidParameter', [`UPDATE load_balancer SET specification = 'slb.s9'`]],
    [
      'listeners that want more than their instance has',
      'BandwidthOverLimit',
      [`UPDATE load_balancer SET bandwidth_mbps = 10 WHERE id = 'lb-1'`, ...setListener('bandwidth_mbps = 11')],
    ],
    [
      'an instance that gets less than its listeners have',
      'BandwidthOverLimit',
      [...setListener('bandwidth_mbps = 11'), `UPDATE load_balancer SET bandwidth_mbps = 10 WHERE id = 'lb-1'`],
    ],
    [
      'default_server_server_fk: a server of another region',
      'InvalidServerId.NotFound',
      [`UPDATE default_server SET server_id = 'srv-south' WHERE id = 'mbr-d1'`],
    ],
    [
      'default_server_load_balancer_fk: an instance of another region',
      'InvalidLoadBalancerId.NotFound',
      [`INSERT INTO default_server (load_balancer_id, region_id, server_id) VALUES ('lb-1', 'south', 'srv-south')`],
    ],
    [
      'default_server_server_unique',
      'BackendServersMalformed',
      [`INSERT INTO default_server (load_balancer_id, region_id, server_id) VALUES ('lb-1', 'north', 'srv-one')`],
    ],
    ['default_server_weight_range', 'InvalidWeight.Malformed', ['UPDATE default_server SET weight = 101']],
    [
      'vserver_group_load_balancer_fk: a group of another region',
      'InvalidLoadBalancerId.NotFound',
      [`INSERT INTO vserver_group (load_balancer_id, region_id, name) VALUES ('lb-1', 'south', 'g')`],
    ],
    ['vserver_group_name_length', 'InvalidParameter', [`UPDATE vserver_group SET name = repeat('n', 81) WHERE id = 'rsp-v1'`]],
    ['vserver_member_server_fk', 'InvalidServerId.NotFound', [`UPDATE vserver_member SET server_id = 'srv-south' WHERE id = 'mbr-v1'`]],
    ['vserver_member_group_fk', 'InvalidVServerGroupId.NotFound', [`UPDATE vserver_member SET group_id = 'rsp-none' WHERE id = 'mbr-v1'`]],
    ['vserver_member_server_port_unique', 'BackendServersMalformed', [`UPDATE vserver_member SET port = 81 WHERE id = 'mbr-v1'`]],
    ['vserver_member_port_range', 'RealServerPortNotSupport', [`UPDATE vserver_member SET port = 65536 WHERE id = 'mbr-v1'`]],
    ['vserver_member_weight_range', 'InvalidWeight.Malformed', [`UPDATE vserver_member SET weight = -1 WHERE id = 'mbr-v1'`]],
    [
      'a VServer group of 201 members',
      'TooManyBackendServers',
      [
        `INSERT INTO vserver_member (group_id, region_id, server_id, port) SELECT 'rsp-v1', 'north', 'srv-two', p FROM generate_series(1, 199) p`,
      ],
    ],
    [
      'an instance of 201 servers, over groups of all kinds',
      'InstanceBackendServerNumberOverLimit',
      [
        newServers(199),
        `INSERT INTO default_server (load_balancer_id, region_id, server_id) SELECT 'lb-1', 'north', id FROM server WHERE id LIKE 'srv-q%' AND id <> 'srv-q1'`,
        // srv-one and srv-two are in the active/standby group: 200 until here.
        `INSERT INTO vserver_member (group_id, region_id, server_id, port) VALUES ('rsp-v1', 'north', 'srv-q1', 80)`,
      ],
    ],
    [
      'a server in 51 instances',
      'OverQuota',
      [
        ...newInstances(48),
        `INSERT INTO default_server (load_balancer_id, region_id, server_id) SELECT id, 'north', 'srv-one' FROM load_balancer WHERE id LIKE 'lb-q%'`,
        // lb-1 and lb-2 have it too, so that was the fiftieth.
        `INSERT INTO load_balancer (id, region_id, name, address) VALUES ('lb-51', 'north', 'n', '127.5.1.1')`,
        `INSERT INTO vserver_group (id, load_balancer_id, region_id, name) VALUES ('rsp-51', 'lb-51', 'north', 'g')`,
        `INSERT INTO vserver_member (group_id, region_id, server_id, port) VALUES ('rsp-51', 'north', 'srv-one', 80)`,
      ],
    ],
    ['listener_load_balancer_fk', 'InvalidLoadBalancerId.NotFound', [listenerSql('lsn-2', 'lb-none', 'tcp', 81, 'rsp-1')]],
    [
      'listener_active_standby_group_fk: a group of another instance',
      'InvalidParameter.ServerGroup',
      [listenerSql('lsn-2', 'lb-1', 'tcp', 81, 'rsp-2')],
    ],
    [
      'listener_quota: the 51st listener',
      'ListenerNumberOverLimit',
      [
        `INSERT INTO listener (id, load_balancer_id, protocol, port, active_standby_group_id, name)
          SELECT 'lsn-q' || p, 'lb-2', 'tcp', p, 'rsp-2', 'n' FROM generate_series(1, 51) p`,
      ],
    ],
    [
      'listener_quota: a 51st listener that comes from another instance',
      'ListenerNumberOverLimit',
      [
        `INSERT INTO listener (id, load_balancer_id, protocol, port, active_standby_group_id, name)
          SELECT 'lsn-q' || p, 'lb-2', 'tcp', p, 'rsp-2', 'n' FROM generate_series(1, 50) p`,
        `UPDATE listener SET load_balancer_id = 'lb-2', active_standby_group_id = 'rsp-2', port = 99 WHERE id = 'lsn-1'`,
      ],
    ],
    ['health_check_port_range', 'InvalidParameter', [`UPDATE health_check SET port = 70000`]],
    ['health_check_timeout_range', 'InvalidParameter', [`UPDATE health_check SET timeout_seconds = 301`]],
    ['health_check_interval_range', 'InvalidParameter', [`UPDATE health_check SET interval_seconds = 51`]],
    ['health_check_healthy_threshold_range', 'InvalidParameter', [`UPDATE health_check SET healthy_threshold = 1`]],
    ['health_check_unhealthy_threshold_range', 'InvalidParameter', [`UPDATE health_check SET unhealthy_threshold = 11`]],
    ['health_check_strings_both_or_none', 'InvalidParameter', [udpCheck(`'ping'`, 'NULL')]],
    ['health_check_strings_udp_only', 'InvalidParameter', [`UPDATE health_check SET request = 'a', expected = 'b'`]],
    ['health_check_request_length', 'InvalidParameter', [udpCheck(`repeat('a', 65)`, `'b'`)]],
    ['health_check_expected_length', 'InvalidParameter', [udpCheck(`'a'`, `''`)]],
    ['health_check_request_length: other characters', 'InvalidParameter', [udpCheck(`'a b'`, `'b'`)]],
    ['health_check_http_only', 'InvalidParameter', [`UPDATE health_check SET path = '/up'`]],
    ['health_check_http_only: a check that is no longer HTTP', 'InvalidParameter', httpCheck(`type = 'tcp'`)],
    ['health_check_http_complete: no method', 'InvalidParameter', httpCheck('method = NULL')],
    ['health_check_http_complete: no status class', 'InvalidParameter', httpCheck(`status_classes = '{}'`)],
    ['health_check_path_format: a second line', 'InvalidParameter', httpCheck(`path = E'/a\\r\\nHost: b'`)],
    ['health_check_path_format: 81 characters', 'InvalidParameter', httpCheck(`path = '/' || repeat('a', 80)`)],
    ['health_check_domain_format', 'InvalidParameter', httpCheck(`domain = E'a\\nb'`)],
    ['server_address_unique', 'ServerAddressExists', [`UPDATE server SET address = '10.0.0.2' WHERE id = 'srv-one'`]],
    ['server_address_single', 'InvalidParameter', [`UPDATE server SET address = '10.9.0.0/16' WHERE id = 'srv-one'`]],
    ['server_name_length', 'InvalidParameter', [`UPDATE server SET name = repeat('n', 81) WHERE id = 'srv-one'`]],
    ['server_zone_fk: a zone of another region', 'InvalidZoneId.NotFound', [`UPDATE server SET zone_id = 'south-a' WHERE id = 'srv-one'`]],
    ['server_region_fk', 'InvalidRegionId.NotFound', [`INSERT INTO server (region_id, name, address) VALUES ('west', 'w', '10.3.0.1')`]],
    ['load_balancer_address_unique', 'AddressInUse', [`UPDATE load_balancer SET address = '127.0.10.2' WHERE id = 'lb-1'`]],
    ['load_balancer_address_single', 'InvalidParameter', [`UPDATE load_balancer SET address = '127.0.10.0/29' WHERE id = 'lb-1'`]],
    ['load_balancer_address_in_pool', 'AddressNotInPool', [`UPDATE load_balancer SET address = '127.0.99.1' WHERE id = 'lb-1'`]],
    ['load_balancer_name_length', 'InvalidParameter', [`UPDATE load_balancer SET name = '' WHERE id = 'lb-1'`]],
    [
      'load_balancer_backup_zone_differs: the primary zone',
      'InvalidParameter',
      [`UPDATE load_balancer SET primary_zone_id = 'north-a', backup_zone_id = 'north-a' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_backup_zone_differs: no primary zone',
      'InvalidParameter',
      [`UPDATE load_balancer SET backup_zone_id = 'north-a' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_backup_zone_fk',
      'InvalidZoneId.NotFound',
      [`UPDATE load_balancer SET primary_zone_id = 'north-a', backup_zone_id = 'south-a' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_protection_reason_length',
      'InvalidParameter',
      [`UPDATE load_balancer SET modification_protection = 'ConsoleProtection', modification_protection_reason = '' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_protection_reason_protected_only',
      'InvalidParameter',
      [`UPDATE load_balancer SET modification_protection_reason = 'why' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_release_half_hour',
      'InvalidParameter.ReleaseTime',
      [`UPDATE load_balancer SET release_at = '2100-01-01 00:15Z', release_scheduled_by = 'Ada' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_release_scheduled_whole',
      'InvalidParameter.ReleaseTime',
      [`UPDATE load_balancer SET release_at = '2100-01-01 00:30Z' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_release_in_future',
      'InvalidParameter.ReleaseTime',
      [`UPDATE load_balancer SET release_at = '2020-01-01 00:30Z', release_scheduled_by = 'Ada' WHERE id = 'lb-1'`],
    ],
    [
      'load_balancer_release_in_future: from the start',
      'InvalidParameter.ReleaseTime',
      [
        `INSERT INTO load_balancer (region_id, name, address, release_at, release_scheduled_by)
          VALUES ('north', 'n', '127.0.10.9', '2020-01-01 00:30Z', 'Ada')`,
      ],
    ],
    [
      'load_balancer_lock_reason_length',
      'InvalidParameter',
      [`UPDATE load_balancer SET status = 'locked', lock_reason = '' WHERE id = 'lb-1'`],
    ],
    ['load_balancer_lock_locked_only', 'InvalidParameter', [`UPDATE load_balancer SET lock_reason = 'abuse' WHERE id = 'lb-1'`]],
    [
      'load_balancer_deletion_protection',
      'OperationDenied.DeleteProtectionIsOn',
      [`UPDATE load_balancer SET deletion_protection = true WHERE id = 'lb-1'`, `DELETE FROM load_balancer`],
    ],
    [
      'load_balancer_deletion_protection: truncated',
      'OperationDenied.DeleteProtectionIsOn',
      [`UPDATE load_balancer SET deletion_protection = true WHERE id = 'lb-1'`, `TRUNCATE load_balancer CASCADE`],
    ],
    ['load_balancer_primary_zone_fk', 'InvalidZoneId.NotFound', [`UPDATE load_balancer SET primary_zone_id = 'south-a' WHERE id = 'lb-1'`]],
    ['zone_region_fk', 'InvalidRegionId.NotFound', [`INSERT INTO zone (id, region_id, name) VALUES ('z', 'west', 'z')`]],
  ])('%s: %s', async (_, code, statements) => {
    const error = await refusalOf(...statements);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code });
  });

  it('deleting a group or a server in use, whoever asks', async () => {
    expect(await refusalOf(`DELETE FROM active_standby_group WHERE id = 'rsp-1'`)).toMatchObject({ code: 'InvalidParameter.ServerGroup' });
    expect(await refusalOf(`DELETE FROM server WHERE id = 'srv-one'`)).toMatchObject({ code: 'InvalidServerId.NotFound' });
    const inUse = { code: 'ServerInUse', message: 'in use' } as const;
    const overrides = {
      default_server_server_fk: inUse,
      vserver_member_server_fk: inUse,
      listener_active_standby_group_fk: { code: 'RspoolVipExist', message: 'in use' },
      active_standby_member_server_fk: inUse,
    } as const;
    const asDelete = (statement: string) => run(statement).catch((error: unknown) => toDomainError(error, overrides));
    expect(await asDelete(`DELETE FROM active_standby_group WHERE id = 'rsp-1'`)).toMatchObject({ code: 'RspoolVipExist' });
    expect(await asDelete(`DELETE FROM server WHERE id = 'srv-one'`)).toMatchObject({ code: 'ServerInUse' });
  });

  it.each([
    ['listener_has_health_check', [listenerSql('lsn-3', 'lb-1', 'tcp', 99, 'rsp-1')]],
    ['listener_has_health_check', [`DELETE FROM health_check WHERE listener_id = 'lsn-1'`]],
    ['health_check_type_fits_protocol', [`UPDATE health_check SET type = 'udp' WHERE listener_id = 'lsn-1'`]],
    ['listener_has_health_check', [`TRUNCATE health_check`]],
    [
      'listener_has_health_check',
      [
        listenerSql('lsn-3', 'lb-1', 'tcp', 99, 'rsp-1'),
        checkSql('lsn-3'),
        `DELETE FROM health_check WHERE listener_id = 'lsn-3'`,
        `UPDATE health_check SET listener_id = 'lsn-3' WHERE listener_id = 'lsn-1'`,
      ],
    ],
    ['address_pool_in_use', [`DELETE FROM address_pool WHERE region_id = 'north'`]],
    ['address_pool_in_use', [`UPDATE address_pool SET cidr = '127.0.10.8/29' WHERE region_id = 'north'`]],
    ['address_pool_in_use', [`TRUNCATE address_pool`]],
    ['address_pool_no_host_bits', [`INSERT INTO address_pool (region_id, cidr) VALUES ('north', '127.0.40.1/24')`]],
    ['active_standby_group_switch_whole', [`UPDATE active_standby_group SET switch_to = 'standby'`]],
    ['zone_name_length', [`UPDATE zone SET name = ''`]],
    ['region_name_length', [`UPDATE region SET name = ''`]],
  ])('%s, which no verb can violate', async (_, statements) => {
    await refusalOf(...statements);
  });
});

it('a pool in use may be split, and members may change places, within one transaction', async () => {
  await run(
    `DELETE FROM address_pool WHERE region_id = 'north'`,
    `INSERT INTO address_pool (region_id, cidr) VALUES ('north', '127.0.10.0/29'), ('north', '127.0.10.8/29')`,
    `UPDATE active_standby_member SET port = 81, group_id = CASE group_id WHEN 'rsp-1' THEN 'rsp-2' ELSE 'rsp-1' END WHERE role = 'active'`,
    'SET CONSTRAINTS ALL IMMEDIATE',
    `UPDATE active_standby_member SET role = CASE role WHEN 'active' THEN 'standby' ELSE 'active' END::member_role WHERE group_id = 'rsp-1'`,
  );
});

it('the database knows every specification that the domain knows', async () => {
  await run(
    ...LoadBalancerSpecification.options.map((one) => `UPDATE load_balancer SET specification = '${one}'`),
    `UPDATE load_balancer SET specification = NULL`,
  );
});

it('the sum of bandwidths is judged by rows of one instance only, and within a family schedulers change freely', async () => {
  await run(
    `UPDATE load_balancer SET bandwidth_mbps = 10`,
    ...setListener('bandwidth_mbps = 10'),
    ...setListener(`scheduler = 'wlc'`),
    ...setListener(`scheduler = 'rr'`),
    `UPDATE load_balancer SET bandwidth_mbps = NULL`,
    ...setListener('bandwidth_mbps = 5120'),
    ...setListener('bandwidth_mbps = NULL'),
  );
});

it('two sessions at once cannot use up one bandwidth twice', async () => {
  await run(
    `INSERT INTO load_balancer (id, region_id, name, address, bandwidth_mbps) VALUES ('lb-b', 'north', 'b', '127.0.10.6', 10)`,
    `INSERT INTO listener (id, load_balancer_id, protocol, port, backend_port, name)
      SELECT 'lsn-b' || p, 'lb-b', 'tcp', p, 80, 'n' FROM generate_series(1, 4) p`,
    `INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
      SELECT 'lsn-b' || p, 'tcp', 5, 2, 3, 3 FROM generate_series(1, 4) p`,
  );
  const results = await Promise.allSettled([1, 2, 3, 4].map((p) => run(`UPDATE listener SET bandwidth_mbps = 4 WHERE id = 'lsn-b${p}'`)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
});

it('two sessions at once cannot add two last servers, in groups of different kinds', async () => {
  await run(
    `INSERT INTO server (id, region_id, name, address) SELECT 'srv-c' || i, 'north', 's', '10.6.0.0'::inet + i FROM generate_series(1, 203) i`,
    `INSERT INTO load_balancer (id, region_id, name, address) VALUES ('lb-c', 'north', 'c', '127.0.10.7')`,
    `INSERT INTO vserver_group (id, load_balancer_id, region_id, name) VALUES ('rsp-c', 'lb-c', 'north', 'g')`,
    `INSERT INTO default_server (load_balancer_id, region_id, server_id) SELECT 'lb-c', 'north', 'srv-c' || i FROM generate_series(1, 199) i`,
  );
  const results = await Promise.allSettled([
    run(`INSERT INTO default_server (load_balancer_id, region_id, server_id) VALUES ('lb-c', 'north', 'srv-c200')`),
    run(`INSERT INTO vserver_member (group_id, region_id, server_id, port) VALUES ('rsp-c', 'north', 'srv-c201', 80)`),
    run(`INSERT INTO vserver_member (group_id, region_id, server_id, port) VALUES ('rsp-c', 'north', 'srv-c202', 80)`),
  ]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  // A server that is there already is no new one.
  await run(`INSERT INTO vserver_member (group_id, region_id, server_id, port) VALUES ('rsp-c', 'north', 'srv-c1', 80)`);
});

it('two sessions at once cannot add two fiftieth listeners', async () => {
  await run(
    `INSERT INTO load_balancer (id, region_id, name, address) VALUES ('lb-full', 'north', 'full', '127.0.10.5')`,
    `INSERT INTO active_standby_group (id, load_balancer_id, region_id, name) VALUES ('rsp-full', 'lb-full', 'north', 'g')`,
    `INSERT INTO active_standby_member (group_id, region_id, server_id, port, role)
      VALUES ('rsp-full', 'north', 'srv-one', 80, 'active'), ('rsp-full', 'north', 'srv-two', 80, 'standby')`,
  );
  const add = (from: number, to: number) =>
    run(
      `INSERT INTO listener (id, load_balancer_id, protocol, port, active_standby_group_id, name)
        SELECT 'lsn-f' || p, 'lb-full', 'tcp', p, 'rsp-full', 'n' FROM generate_series(${from}, ${to}) p`,
      `INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
        SELECT 'lsn-f' || p, 'tcp', 5, 2, 3, 3 FROM generate_series(${from}, ${to}) p`,
    );
  await add(1, 49);
  const results = await Promise.allSettled([50, 51, 52, 53].map((port) => add(port, port)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await prisma.listener.count({ where: { loadBalancerId: 'lb-full' } })).toBe(50);
});

it('every rule of the mapper names a constraint that exists', async () => {
  const rows = await prisma.$queryRaw<{ name: string }[]>`
    SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'`;
  const names = new Set(rows.map(({ name }) => name));
  expect(Object.keys(CONSTRAINT_RULES).filter((name) => !names.has(name))).toEqual([]);
});
