/**
 * What the console and the worker may do in the database, each with a role of its own: no table, view or function is
 * theirs unless it stands here, and none may be missing here (rights.test.ts). Both roles own nothing and create nothing;
 * what a trigger has to write on their behalf it writes with the rights of the owner (SECURITY DEFINER).
 */
export type Part = 'console' | 'worker';

export const PARTS: readonly Part[] = ['console', 'worker'];

/** As GRANT takes them; empty: nothing. */
interface Rights {
  console: string;
  worker: string;
}

const NOTHING = '';
const READ = 'SELECT';
const ADD = 'SELECT, INSERT';
const WRITE = 'SELECT, INSERT, UPDATE, DELETE';

/** Of what administrators configure. */
const CONFIGURATION: Rights = { console: WRITE, worker: READ };
/** Configuration that no worker looks at; people, what they sign in with, and what the console keeps for itself. */
const CONSOLE_ONLY: Rights = { console: WRITE, worker: NOTHING };
/** Of what workers see and report. */
const OBSERVED: Rights = { console: READ, worker: WRITE };

export const TABLES: Record<string, Rights> = {
  region: CONFIGURATION,
  zone: CONSOLE_ONLY,
  address_pool: CONSOLE_ONLY,
  server: CONFIGURATION,
  load_balancer: CONFIGURATION,
  // A worker holds a listener while it reports on it, and a row lock needs the right to update some column: by this one
  // nothing is decided.
  listener: { console: WRITE, worker: 'SELECT, UPDATE (created_at)' },
  health_check: CONFIGURATION,
  active_standby_group: CONFIGURATION,
  active_standby_member: CONFIGURATION,
  vserver_group: CONFIGURATION,
  vserver_member: CONFIGURATION,
  default_server: CONFIGURATION,
  server_use: { console: READ, worker: NOTHING },
  access_control_list: CONSOLE_ONLY,
  access_control_entry: CONFIGURATION,
  listener_access_control_list: CONFIGURATION,
  tag: CONSOLE_ONLY,
  taggable: { console: READ, worker: NOTHING },
  quota: CONSOLE_ONLY,
  quota_request: { console: 'SELECT, INSERT, DELETE', worker: NOTHING },

  // A node that is gone is forgotten by hand; what it reported goes with it.
  proxy_node: { console: 'SELECT, DELETE', worker: 'SELECT, INSERT, UPDATE' },
  node_region: OBSERVED,
  listener_status: OBSERVED,
  verdict: OBSERVED,
  standby_readiness: OBSERVED,
  listener_traffic: { console: READ, worker: 'SELECT, INSERT, UPDATE' },
  member_traffic: OBSERVED,
  traffic_minute: OBSERVED,
  probe_run: OBSERVED,
  node_change: OBSERVED,
  // What has happened is added and, when it is old, deleted; the column is for the row lock of the latter.
  failover_event: { console: READ, worker: 'SELECT, INSERT, UPDATE (at), DELETE' },
  verdict_change: { console: READ, worker: 'SELECT, INSERT, UPDATE (at), DELETE' },

  // Asked by the console, answered by a worker, which cannot make up a question or change one.
  probe_request: { console: ADD, worker: 'SELECT, UPDATE (state, node_id, ok, reason, took_ms, finished_at), DELETE' },
  failover_drill: { console: 'SELECT, INSERT, UPDATE (stopped_at, stopped_by), DELETE', worker: READ },
  drill_result: { console: READ, worker: 'SELECT, INSERT, UPDATE' },

  // Written by triggers, with the rights of the owner.
  resource_version: { console: READ, worker: NOTHING },
  audit_seal: { console: READ, worker: NOTHING },
  audit_chain: { console: READ, worker: NOTHING },
  // Added to, never changed.
  audit_entry: { console: ADD, worker: NOTHING },

  user_account: CONSOLE_ONLY,
  session: CONSOLE_ONLY,
  account: CONSOLE_ONLY,
  two_factor: CONSOLE_ONLY,
  verification: CONSOLE_ONLY,
  rate_limit: CONSOLE_ONLY,
  user_link: CONSOLE_ONLY,
  team: CONSOLE_ONLY,
  team_member: CONSOLE_ONLY,
  access_grant: CONSOLE_ONLY,
  credential: CONSOLE_ONLY,
  credential_scope: CONSOLE_ONLY,
  security_settings: { console: 'SELECT, UPDATE', worker: NOTHING },
  setup_token: CONSOLE_ONLY,
  // Written by a trigger, with the rights of the owner.
  setup_closing: { console: READ, worker: NOTHING },
  idempotency_key: CONSOLE_ONLY,

  // `npm run console` looks whether the tables are those that it knows.
  _prisma_migrations: { console: READ, worker: NOTHING },
};

/**
 * Who may call what. Trigger functions are not listed: nobody can call them. What only triggers with the rights of the
 * owner call is for neither part.
 */
export const FUNCTIONS: Record<string, readonly Part[]> = {
  openslb_add_counts: ['console', 'worker'],
  openslb_audit_expired: [],
  openslb_audit_text: [],
  openslb_content: ['console'],
  openslb_document: [],
  openslb_document_names: [],
  openslb_ip_version: ['console'],
  openslb_is_own_database: ['console'],
  openslb_keep_version: [],
  openslb_load_balancer_content: ['console'],
  openslb_lock_region: ['console'],
  openslb_lock_regions: ['console'],
  openslb_new_id: ['console'],
  openslb_own_database: ['console'],
  openslb_prune_audit: ['console'],
  openslb_prune_versions: [],
  openslb_quota: ['console'],
  openslb_quota_default: ['console'],
  openslb_quota_max: ['console'],
  openslb_raise_revision: ['console'],
  openslb_refuse_own_database: ['console'],
  openslb_refuse_own_database_at: ['console'],
  openslb_require_access_control: ['console'],
  openslb_require_bandwidth: ['console'],
  openslb_require_entry_ip_version: ['console'],
  openslb_require_health_check: ['console'],
  openslb_require_listener_entries: ['console'],
  openslb_require_load_balancer_quota: ['console'],
  openslb_require_server_quotas: ['console'],
  openslb_require_two_members: ['console'],
  openslb_roles: ['console'],
  openslb_servers_of_listener: ['console'],
  openslb_special_network: ['console'],
};
