/** Limits of data-plane.md section 20 and console.md; each is a database constraint too. */
/** Until a quota is raised (domain/quota.ts). */
export const LOAD_BALANCERS_PER_REGION_MAX = 60;
export const LISTENERS_PER_LOAD_BALANCER_MAX = 50;
export const MEMBERS_PER_ACTIVE_STANDBY_GROUP = 2;
export const NAME_LENGTH_MAX = 80;
/** Of one file of configuration; so many can be imported while a region waits. */
export const BACKUP_INSTANCES_MAX = 1000;
export const BACKUP_SERVERS_MAX = 10_000;
export const BACKUP_BYTES_MAX = 8 * 1024 * 1024;
export const ZONES_PER_REGION_MAX = 50;
export const ADDRESS_POOLS_PER_REGION_MAX = 100;
export const LISTENER_NAME_LENGTH_MAX = 256;
export const PORT_MIN = 1;
export const PORT_MAX = 65535;
/** VXLAN and IPIP ports that UDP listeners must leave alone (data-plane 2). */
export const UDP_PORTS_RESERVED: readonly number[] = [250, 4789, 4790];
export const PAGE_SIZE_MAX = 100;
export const PAGE_SIZE_DEFAULT = 50;
export const IDEMPOTENCY_KEY_LENGTH_MAX = 64;
/** UDP flows end after this time without a datagram; not settable (data-plane 16). */
export const UDP_FLOW_IDLE_SECONDS = 90;
/** A node whose heartbeat is older than this is taken for gone. */
export const NODE_HEARTBEAT_SECONDS = 2;
export const NODE_ALIVE_SECONDS = 6;
/** Options of failover: how long a healthy active must be stable, connections may drain, a server may take to accept. */
export const STABLE_SECONDS_MIN = 1;
export const STABLE_SECONDS_MAX = 3600;
export const DRAIN_SECONDS_MIN = 10;
export const DRAIN_SECONDS_MAX = 900;
export const CONNECT_TIMEOUT_MILLISECONDS_MIN = 100;
export const CONNECT_TIMEOUT_MILLISECONDS_MAX = 30_000;
export const CONNECT_TIMEOUT_MILLISECONDS_DEFAULT = 5000;
export const REASON_LENGTH_MAX = 200;
/** How long a failover drill may pretend, and how many of a group are kept. */
export const DRILL_SECONDS_MIN = 10;
export const DRILL_SECONDS_MAX = 600;
export const DRILLS_PER_GROUP_KEPT = 100;
/** Server groups of several members, and the servers of one instance together. */
export const WEIGHT_MAX = 100;
export const WEIGHT_DEFAULT = 100;
export const SERVERS_PER_LOAD_BALANCER_MAX = 200;
export const LOAD_BALANCERS_PER_SERVER_MAX = 50;
export const SERVERS_PER_CALL_MAX = 200;
/** What the console lets a person add at once (console 7.1). */
export const SERVERS_PER_SUBMIT_MAX = 20;
export const PERSISTENCE_SECONDS_MAX = 3600;
export const CONNECTION_DRAINING_SECONDS_MIN = 10;
export const CONNECTION_DRAINING_SECONDS_MAX = 900;
export const BANDWIDTH_MBPS_MAX = 5120;
/** What the form offers for an instance (console 3); the API takes the limit above. */
export const INSTANCE_BANDWIDTH_MBPS_MAX = 5000;
export const PROTECTION_REASON_LENGTH_MAX = 80;
/** Values of one filter of the instance list (console 2.3). */
export const FILTER_VALUES_MAX = 10;
/** Access control lists (data-plane 20). */
export const ACCESS_CONTROL_LISTS_PER_REGION_MAX = 50;
export const ENTRIES_PER_ACCESS_CONTROL_LIST_MAX = 300;
export const ENTRIES_PER_CALL_MAX = 50;
export const ACCESS_CONTROL_LISTS_PER_LISTENER_MAX = 3;
export const ENTRIES_PER_LISTENER_MAX = 1000;
export const LISTENERS_PER_ACCESS_CONTROL_LIST_MAX = 50;
/** Single checks: in one call (console 15.2), and waiting in one region. */
export const PROBES_PER_CALL_MAX = 5;
export const PROBES_PENDING_PER_REGION_MAX = 20;
/** A check that no worker took, or has not answered beyond its own timeout, is given up after this. */
export const PROBE_PATIENCE_SECONDS = 15;
/** An instance is idle when for so long nothing came through it (console 16.1). */
export const IDLE_DAYS = 7;
export const OVERVIEW_TROUBLES_MAX = 50;
export const OVERVIEW_FAILOVERS_MAX = 10;
export const QUOTA_REASON_LENGTH_MAX = 200;
export const QUOTA_REQUESTS_KEPT_PER_REGION = 500;
/** Tags (console 12). */
export const TAGS_PER_RESOURCE_MAX = 20;
export const TAG_KEY_LENGTH_MAX = 64;
export const TAG_VALUE_LENGTH_MAX = 128;
export const TAG_FILTERS_MAX = 10;
/** How long traffic per minute is kept (data-plane 20). */
export const TRAFFIC_KEPT_DAYS = 31;

/** Teams, and how long the one-time link of a user works. */
export const MEMBERS_PER_TEAM_MAX = 500;
export const USER_LINK_HOURS = 72;

/** What is dangerous (users, grants, credentials, release) asks again for a proof of who one is when the last is older. */
export const REAUTHENTICATION_MINUTES = 15;
/** API tokens and access keys together; expired ones count until they are removed. */
export const CREDENTIALS_PER_USER_MAX = 20;
export const SCOPES_PER_CREDENTIAL_MAX = 50;
/** So long an expired one is still shown, so that who wonders why a script fails finds the reason. */
export const EXPIRED_CREDENTIALS_KEPT_DAYS = 90;
