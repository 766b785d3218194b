import type { AccessControl, AccessControlMode } from './access-control.ts';
import type { MemberRole } from './active-standby-group.ts';
import type { BandwidthMbps, LoadBalancerSpecification } from './capacity.ts';
import type { CredentialKind, CredentialScope } from './credential.ts';
import type { DropReason } from './drop-reason.ts';
import type { EngineName } from './engine.ts';
import type { Failback, OnFailover } from './failover.ts';
import type { HealthCheckSettings, HealthCheckType, VerdictState } from './health-check.ts';
import type { FieldChange, Json, ResourceDocument, ResourceType } from './history.ts';
import type { Impact } from './impact.ts';
import type { ListenerProtocol } from './listener.ts';
import type { ConnectionDraining, Persistence } from './listener-options.ts';
import type { AddressType, LoadBalancerStatus, ModificationProtection } from './load-balancer.ts';
import type { IpVersion } from './network.ts';
import type { QuotaName } from './quota.ts';
import type { Role } from './role.ts';
import type { Scheduler } from './scheduling.ts';
import type { ServerStatus } from './server.ts';
import type { Tag } from './tag.ts';
import type { UserLinkKind, UserStatus } from './user.ts';

/** What the REST API answers and the console shows. Times are ISO 8601 UTC. */

export interface NodeView {
  id: string;
  /** Heartbeat younger than NODE_ALIVE_SECONDS and not stopped. */
  alive: boolean;
  /** The best that it has for listeners that it suits; an EngineName, unless another release reports. */
  engine: string;
  /** What keeps it from a better engine, or from using it for all that it could do: a line each, with how to mend it. */
  hints: string[];
  version: string;
  startedAt: string;
  heartbeatAt: string;
  stoppedAt: string | null;
  appliedRevision: number;
}

export interface RegionView {
  id: string;
  name: string;
  revision: number;
  zones: { id: string; name: string }[];
  addressPools: string[];
  /** Servers see the balancer as their client. */
  sourceNat: boolean;
  nodes: NodeView[];
  instanceCount: number;
  serverCount: number;
  accessControlListCount: number;
}

/** How far a node has got with one region. */
export interface NodeRegionView {
  regionId: string;
  regionName: string;
  appliedRevision: number;
  /** The region's own; the node is behind while its applied one is lower. */
  revision: number;
  appliedAt: string;
  /** For how long the region's newest revision waits for the node; 0 when it is applied. */
  lagMilliseconds: number;
  missedNotifications: number;
  /** Listeners that should accept traffic: those that do on this node, and those that it could not set up. */
  listenersInForce: number;
  listenersFailed: number;
}

/** A worker node with all its regions. */
export interface ProxyNodeView extends Omit<NodeView, 'appliedRevision'> {
  regions: NodeRegionView[];
}

/** What became of a change on one node (docs/architecture.md, A change). */
export interface ReceiptView {
  nodeId: string;
  inForceAt: string;
  delayMilliseconds: number;
  listeners: number;
  failed: number;
  connectionsKept: number;
  connectionsCut: number;
}

/** One audited change of a region with its receipts. */
export interface ChangeView {
  id: string;
  at: string;
  actorName: string;
  action: string;
  resourceType: string;
  resourceId: string;
  /** Null: workers have nothing to do for it. */
  revision: number | null;
  receipts: ReceiptView[];
  /** Alive nodes that have not got so far yet. */
  waitingNodes: string[];
}

/** Time from changes to their being in force, over all nodes; null where nothing was changed. */
export interface DelayView {
  count: number;
  p50Milliseconds: number | null;
  p99Milliseconds: number | null;
  maxMilliseconds: number | null;
  connectionsKept: number;
  connectionsCut: number;
  failed: number;
}

export interface ChangeDelaysView {
  from: string;
  to: string;
  stepSeconds: number;
  total: DelayView;
  /** Steps in which nothing was changed are absent. */
  steps: (DelayView & { at: string })[];
}

/** A membership of a server. */
export interface ServerUse {
  loadBalancerId: string;
  loadBalancerName: string;
  kind: TargetView['kind'];
  /** Null: the default server group, which has neither id nor name. */
  groupId: string | null;
  groupName: string | null;
  /** In an active/standby group only. */
  role: MemberRole | null;
  /** Null in the default server group, whose port is each listener's own. */
  port: number | null;
}

export interface ServerView {
  id: string;
  regionId: string;
  zoneId: string | null;
  zoneName: string | null;
  name: string;
  address: string;
  status: ServerStatus;
  createdAt: string;
  usedBy: ServerUse[];
}

/** Status words of console 5.1. */
export type ListenerStatusWord = 'starting' | 'running' | 'configuring' | 'stopping' | 'stopped';

/** What one alive node says about the newest change of a listener. */
export interface ListenerNodeView {
  nodeId: string;
  /** The node has carried out the listener's newest revision, without error. */
  inForce: boolean;
  /** Present when the node could not: the port is taken, the address is not on this host, … */
  error: { code: string; message: string } | null;
  delayMilliseconds: number | null;
  appliedAt: string | null;
  /** What moves its bytes there; null while it accepts no traffic. */
  engine: EngineName | null;
  /** Why not the better engine that the node has, if so. */
  engineReason: string | null;
}

/** The group that gets the traffic (data-plane 3.1). */
export type TargetView =
  | { kind: 'default'; backendPort: number }
  | { kind: 'vserver-group' | 'active-standby-group'; id: string; name: string };

/** Health of one member as one listener sees it (data-plane 8, rules 13 and 15). */
export interface MemberHealthView {
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  port: number;
  /** In an active/standby group only. */
  role: MemberRole | null;
  weight: number;
  /** `not-checked`: the standby always, and every member while the check is off. */
  state: VerdictState | 'not-checked';
  reason: string | null;
  since: string | null;
}

/** Which member of an active/standby group serves; of other groups all do, so that everything here is null. */
export interface ServingView {
  /** `mixed`: nodes disagree. Null: no alive node serves the listener. */
  role: MemberRole | 'mixed' | null;
  since: string | null;
  reason: string | null;
}

/**
 * Whether both members of an active/standby group could serve: `none` as soon as one is known to fail, `off` when nobody
 * looks (the readiness check is off, the listener stopped, or its target is no such group), `unknown` without a verdict.
 */
export type RedundancyState = 'ok' | 'none' | 'unknown' | 'off';

export interface RedundancyView {
  state: RedundancyState;
  /** Of `none`: which server fails. */
  serverName: string | null;
  reason: string | null;
  since: string | null;
}

export interface TrafficView {
  connectionsCurrent: number;
  connectionsTotal: number;
  connectErrorsTotal: number;
  droppedTotal: number;
  bytesInTotal: number;
  bytesOutTotal: number;
  /** Datagrams; 0 for TCP. */
  packetsInTotal: number;
  packetsOutTotal: number;
  /** Per reason; a reason that never came is absent. */
  drops: Partial<Record<DropReason, number>>;
}

/** Traffic of one step of time, summed over the nodes. Rates follow from the length of the step. */
export interface TrafficPoint {
  /** The beginning of the step. */
  at: string;
  connectionsNew: number;
  /** At the end of the step, or what was last reported in it. */
  connectionsCurrent: number;
  /** The highest of each node, summed: at least what was ever open at once. */
  connectionsMax: number;
  connectErrors: number;
  bytesIn: number;
  bytesOut: number;
  packetsIn: number;
  packetsOut: number;
  /** How long servers took to accept, on average; null when none did. */
  connectMilliseconds: number | null;
}

export interface ServerTrafficView {
  memberId: string;
  /** Null: it is not a member any more. */
  serverId: string | null;
  serverName: string | null;
  address: string | null;
  port: number | null;
  points: TrafficPoint[];
}

/** Steps without a point are those of which no node has reported anything; the newest step may still grow. */
export interface ListenerTrafficView {
  /** As asked for, widened to whole steps. */
  from: string;
  to: string;
  stepSeconds: number;
  listener: (TrafficPoint & { drops: Partial<Record<DropReason, number>> })[];
  servers: ServerTrafficView[];
}

/** Of all listeners together. A maximum is that of each listener and node, summed: at least what was ever open at once. */
export interface InstanceTrafficView {
  from: string;
  to: string;
  stepSeconds: number;
  instance: (TrafficPoint & { drops: Partial<Record<DropReason, number>> })[];
  listeners: { listenerId: string; protocol: ListenerProtocol; port: number; name: string; points: TrafficPoint[] }[];
  /** What the specification and the bandwidth allow, to compare with; null: no ceiling. */
  capacity: { connectionsMax: number | null; connectionsPerSecondMax: number | null; bandwidthMbps: BandwidthMbps };
  /** Now, each server once: unhealthy as soon as one listener says so. `notChecked` has standbys and servers without a check. */
  servers: { healthy: number; unhealthy: number; unknown: number; notChecked: number };
}

/** `isEmpty`: the lists have no entry between them, which lets everybody pass in either mode (data-plane 10.2). */
export interface ListenerAccessControlView extends AccessControl {
  lists: { id: string; name: string; entryCount: number }[];
  isEmpty: boolean;
}

/**
 * Health of a listener at a glance, the words of console 5.1:
 * normal, abnormal (the active failed its check, or any server of another group that has a weight), unavailable (no verdict
 * yet, nobody reports, or no server that could get traffic), off (check disabled or listener stopped).
 */
export type ListenerHealthWord = 'normal' | 'abnormal' | 'unavailable' | 'off';

export interface ListenerView {
  id: string;
  loadBalancerId: string;
  regionId: string;
  protocol: ListenerProtocol;
  port: number;
  name: string;
  enabled: boolean;
  status: ListenerStatusWord;
  target: TargetView;
  idleTimeoutSeconds: number;
  retryOnStandby: boolean;
  connectTimeoutMilliseconds: number;
  failback: Failback;
  onFailover: OnFailover;
  /** The standby is probed too, which never influences forwarding. */
  standbyReadinessCheck: boolean;
  accessControl: ListenerAccessControlView | null;
  scheduler: Scheduler;
  persistence: Persistence;
  connectionDraining: ConnectionDraining;
  bandwidthMbps: BandwidthMbps;
  proxyProtocol: boolean;
  healthCheck: HealthCheckSettings;
  health: ListenerHealthWord;
  serving: ServingView;
  redundancy: RedundancyView;
  members: MemberHealthView[];
  nodes: ListenerNodeView[];
  traffic: TrafficView;
  /** By key. */
  tags: Tag[];
  revision: number;
  revisedAt: string;
  /** Of its own configuration; If-Match takes it. */
  version: number;
  createdAt: string;
}

export type ListenerSummary = Pick<
  ListenerView,
  'id' | 'protocol' | 'port' | 'name' | 'status' | 'health' | 'serving' | 'redundancy' | 'members' | 'nodes' | 'target'
>;

export interface LoadBalancerView {
  id: string;
  regionId: string;
  name: string;
  address: string;
  addressType: AddressType;
  ipVersion: IpVersion;
  status: LoadBalancerStatus;
  primaryZoneId: string | null;
  primaryZoneName: string | null;
  /** Serves only while the primary zone is unavailable. */
  backupZoneId: string | null;
  backupZoneName: string | null;
  specification: LoadBalancerSpecification | null;
  bandwidthMbps: BandwidthMbps;
  /** While it is on, the instance cannot be released. */
  deletionProtection: boolean;
  modificationProtection: ModificationProtection;
  /** Null: none. `at` is a full or half hour. */
  scheduledRelease: { at: string; by: string } | null;
  /** Of a locked instance, where it is known. */
  lock: { reason: string | null; by: string | null } | null;
  /** Connections and UDP flows that are open, over all listeners and alive nodes. */
  connectionsCurrent: number;
  listenerCount: number;
  /** Active/standby and VServer groups. */
  groupCount: number;
  /** Servers in groups of whatever kind, each once. */
  serverCount: number;
  /** By key. */
  tags: Tag[];
  revision: number;
  /** Of its own configuration; If-Match takes it. */
  version: number;
  createdAt: string;
  listeners: ListenerSummary[];
}

export interface ActiveStandbyMemberView {
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  port: number;
  role: MemberRole;
  weight: number;
}

/** A switch-over by hand. `to: standby` holds until the next one; `to: active` has ended the one before. */
export interface GroupSwitchView {
  to: MemberRole;
  at: string;
  reason: string;
  by: string;
}

/** A listener that uses a group, with its own view of the group (data-plane 8, rule 13). */
export interface GroupListenerView {
  id: string;
  protocol: ListenerProtocol;
  port: number;
  name: string;
  status: ListenerStatusWord;
  health: ListenerHealthWord;
  serving: ServingView;
  redundancy: RedundancyView;
  members: MemberHealthView[];
}

export interface ActiveStandbyGroupView {
  id: string;
  loadBalancerId: string;
  regionId: string;
  name: string;
  /** Of its own configuration; If-Match takes it. */
  version: number;
  createdAt: string;
  servers: ActiveStandbyMemberView[];
  /** `mixed` when listeners disagree; role null while no listener is in force. */
  serving: ServingView;
  /** The worst that any of its listeners knows. */
  redundancy: RedundancyView;
  /** The last one; null when there was none, or an edit has made it void. */
  switch: GroupSwitchView | null;
  /** By key. */
  tags: Tag[];
  listeners: GroupListenerView[];
}

/** What one listener of a group did on one node in a drill. */
export interface DrillResultView {
  nodeId: string;
  listenerId: string;
  protocol: ListenerProtocol;
  port: number;
  listenerName: string;
  beganAt: string;
  /** New traffic went to the standby, and to the active again; null while, or since, that did not happen. */
  movedAt: string | null;
  returnedAt: string | null;
  downtimeMilliseconds: number | null;
  /** New connections (UDP: flows) that went to the active while it was pretended to be down: so many clients would have failed. */
  connectionsAffected: number;
  /** Why traffic did not move; null when it did, or may yet. */
  note: string | null;
}

export interface DrillView {
  id: string;
  groupId: string;
  loadBalancerId: string;
  seconds: number;
  reason: string;
  startedAt: string;
  startedBy: string;
  /** By time; `stoppedAt` when it was ended by hand before. */
  endsAt: string;
  stoppedAt: string | null;
  stoppedBy: string | null;
  /** Time left by the database's clock, which no browser shares; 0 when it has ended. */
  leftMilliseconds: number;
  /** The longest of all listeners and nodes; null while none has moved. */
  downtimeMilliseconds: number | null;
  connectionsAffected: number;
  /** By protocol, port and node. */
  results: DrillResultView[];
}

/** Totals of one server of a listener on one node, as that node last told. */
export interface GroupTrafficCounter {
  nodeId: string;
  listenerId: string;
  memberId: string;
  /** 0 when the node is gone. */
  connectionsCurrent: number;
  connectionsTotal: number;
  connectErrorsTotal: number;
  reportedAt: string;
}

/** Traffic of a group right now: rates follow from two answers. */
export interface GroupTrafficView {
  /** When it was read, by the database's clock. */
  at: string;
  counters: GroupTrafficCounter[];
}

export interface DefaultServerView {
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  zoneName: string | null;
  /** Of the server itself; a stopped one stays a member. */
  status: ServerStatus;
  weight: number;
}

export interface VServerMemberView extends DefaultServerView {
  port: number;
}

export interface VServerGroupView {
  id: string;
  loadBalancerId: string;
  regionId: string;
  name: string;
  /** Of its own configuration; If-Match takes it. */
  version: number;
  createdAt: string;
  /** By name and port. */
  servers: VServerMemberView[];
  /** By key. */
  tags: Tag[];
  listeners: GroupListenerView[];
}

export interface FailoverEventView {
  id: string;
  at: string;
  nodeId: string;
  listenerId: string;
  protocol: ListenerProtocol;
  port: number;
  groupId: string;
  groupName: string;
  from: MemberRole;
  to: MemberRole;
  fromServer: string;
  toServer: string;
  reason: string;
}

/** A single check that somebody asked for. */
export interface ProbeView {
  id: string;
  regionId: string;
  serverName: string;
  address: string;
  port: number;
  type: HealthCheckType;
  /** `expired`: no worker took it in time, or the one that did never answered. */
  state: 'pending' | 'running' | 'done' | 'expired';
  requestedAt: string;
  requestedBy: string;
  /** The worker that probed. */
  nodeId: string | null;
  /** Null until it is done, as are those below. */
  ok: boolean | null;
  reason: string | null;
  tookMilliseconds: number | null;
  finishedAt: string | null;
}

/** A listener that uses an access control list; `isEmpty` as in ListenerAccessControlView, of all its lists together. */
export interface AccessControlListenerView {
  id: string;
  loadBalancerId: string;
  loadBalancerName: string;
  protocol: ListenerProtocol;
  port: number;
  name: string;
  mode: AccessControlMode;
  isEmpty: boolean;
}

export interface AccessControlListSummary {
  id: string;
  regionId: string;
  name: string;
  ipVersion: IpVersion;
  /** Of its own configuration; If-Match takes it. */
  version: number;
  createdAt: string;
  entryCount: number;
  listeners: AccessControlListenerView[];
  /** By key. */
  tags: Tag[];
}

export interface AccessControlListView extends AccessControlListSummary {
  /** In the order of their addresses. */
  entries: { cidr: string; comment: string }[];
}

/** Why nothing comes through an instance: all that hold, `no-traffic` when it is none of the others (console 16.1). */
export type IdleCause = 'no-listener' | 'no-server' | 'stopped' | 'no-traffic';

export interface IdleLoadBalancerView {
  loadBalancer: LoadBalancerView;
  causes: IdleCause[];
  /** The minute of the last traffic that is kept; null: none within TRAFFIC_KEPT_DAYS, or ever. */
  lastTrafficAt: string | null;
}

/** A listener that something is wrong with now. */
export interface TroubleView extends ListenerSummary {
  loadBalancerId: string;
  loadBalancerName: string;
}

export interface RecentFailoverView extends FailoverEventView {
  loadBalancerId: string;
  loadBalancerName: string;
}

/** A region at a glance. */
export interface OverviewView {
  instances: Record<LoadBalancerStatus, number>;
  listeners: {
    running: number;
    /** Starting, configuring or stopping. */
    changing: number;
    stopped: number;
    /** Of whatever status: those that a node could not put in force. */
    failed: number;
    health: Record<ListenerHealthWord, number>;
  };
  /** `abnormal`: unhealthy for at least one listener that should get traffic to them. */
  servers: { total: number; stopped: number; abnormal: number };
  nodes: { alive: number; total: number };
  /** The worst first, at most OVERVIEW_TROUBLES_MAX; `troubleCount` tells all. */
  troubles: TroubleView[];
  troubleCount: number;
  /** The newest of the region. */
  failovers: RecentFailoverView[];
}

/** A quota of a region: what holds, and what is used of it. */
export interface QuotaView {
  name: QuotaName;
  value: number;
  defaultValue: number;
  /** The hard bound of applications. */
  max: number;
  /** Of a quota that counts per resource: of the one that has the most. */
  used: number;
  usedBy: { kind: 'load-balancer' | 'server' | 'access-control-list'; id: string; name: string } | null;
}

export interface QuotaRequestView {
  id: string;
  regionId: string;
  name: QuotaName;
  at: string;
  by: string;
  from: number;
  to: number;
  reason: string;
  email: string | null;
  result: 'approved' | 'rejected';
  /** Why it was rejected: the hard bound that the requested value is above. */
  rejectedAbove: number | null;
}

/** A tag in use in a region, and by how many resources. */
export interface SavedTagView extends Tag {
  resourceCount: number;
}

/** A listener that stands in the way of a delete; its instance is told where it may be another. */
export type UsingListener = Pick<GroupListenerView, 'id' | 'protocol' | 'port' | 'name'> &
  Partial<Pick<AccessControlListenerView, 'loadBalancerId' | 'loadBalancerName'>>;

/** A change that an import has made or, in a preview, would make; in the words of the audit. */
export interface ImportedChange {
  action: string;
  resourceType: string;
  resourceId: string;
  name: string;
  fields: { field: string; before: string | null; after: string | null }[];
}

export interface ImportView {
  isPreview: boolean;
  changes: ImportedChange[];
  /** Of a preview: what would become of open connections. */
  impact: ImpactView | null;
}

/** RFC 9457 problem document. */
/** What a change would do to the open connections of a running listener. */
export interface ListenerImpactView extends Impact {
  id: string;
  loadBalancerId: string;
  loadBalancerName: string;
  protocol: ListenerProtocol;
  port: number;
  name: string;
}

/** Answer of a rehearsal. `listeners`: those that are started and that the change concerns, the most harmed first. */
export interface ImpactView extends Pick<Impact, 'open' | 'cut' | 'drained' | 'kept'> {
  listeners: ListenerImpactView[];
  /** Why the change itself would be refused; then nothing else is said. */
  refusal: { code: string; detail: string } | null;
}

/** The signed-in user, and what they may do. */
export interface MeView {
  id: string;
  name: string;
  email: string;
  /** The API token or access key that asks; null: a session. */
  credential: { id: string; name: string } | null;
  /** In all regions, also those to come. */
  roleEverywhere: Role | null;
  /** In each region that the user may see, in their order. */
  roles: { regionId: string; role: Role }[];
}

/** What those who grant roles may know of a user. */
export interface PersonView {
  id: string;
  name: string;
  email: string;
}

/** A role that somebody has, and by which grant. */
export interface RoleHeldView {
  grantId: string;
  role: Role;
  /** Null: in all regions, also those to come. */
  regionId: string | null;
  regionName: string | null;
  /** The team whose grant it is; null: the user's own. */
  teamId: string | null;
  teamName: string | null;
}

export interface UserView extends PersonView {
  /** What administrators alone see; null for everybody else. */
  details: UserDetails | null;
}

export interface UserDetails {
  status: UserStatus;
  createdAt: string;
  disabledAt: string | null;
  lastSignedInAt: string | null;
  passwordChangedAt: string | null;
  twoFactorEnabled: boolean;
  /** The one-time link that still works. */
  link: { kind: UserLinkKind; expiresAt: string } | null;
  roles: RoleHeldView[];
  teams: { id: string; name: string }[];
}

/** A one-time link, which is told once. */
export interface UserLinkView {
  kind: UserLinkKind;
  /** From the root of the console, with the secret in it. */
  path: string;
  expiresAt: string;
}

export interface NewUserView extends UserView {
  /** Null when the answer is the repetition of an earlier one. */
  link: UserLinkView | null;
}

export interface TeamView {
  id: string;
  name: string;
  createdAt: string;
  members: PersonView[];
  /** Null for those who are not administrators. */
  roles: RoleHeldView[] | null;
}

/** A user or a team has a role in a region, or in all of them. Of user and team one is null. */
export interface GrantView {
  id: string;
  user: PersonView | null;
  team: { id: string; name: string; memberCount: number } | null;
  regionId: string | null;
  regionName: string | null;
  role: Role;
  createdAt: string;
  createdBy: string;
}

/** What a user may in a region, and by which grants; the highest role counts. */
export interface RegionAccessView {
  user: PersonView;
  role: Role;
  roles: RoleHeldView[];
}

/** A browser, or a script with a password, in which a user is signed in; its token is never shown. */
export interface SessionView {
  id: string;
  createdAt: string;
  /** To the minute. */
  lastActiveAt: string;
  /** When the user last proved who they are in it. */
  authenticatedAt: string;
  /** When it ends, unless somebody does something in it before. */
  endsAt: string;
  method: 'password' | 'oidc';
  /** A second factor was shown in it. */
  secondFactor: boolean;
  /** Null: the console is not told addresses (OPENSLB_CLIENT_ADDRESS_HEADER). */
  clientAddress: string | null;
  userAgent: string | null;
  /** The one that asks. */
  isCurrent: boolean;
}

export interface TwoFactorView {
  isEnabled: boolean;
  /** A role of the user takes one. */
  isRequired: boolean;
  /** In the session that asks. */
  isShown: boolean;
  recoveryCodesLeft: number;
  /** False of those who sign in elsewhere only. */
  hasPassword: boolean;
  /** How the session that asks began. */
  method: SessionView['method'];
}

/** Shown once, to be put into an authenticator app. */
export interface TwoFactorSetupView {
  /** Base32. */
  secret: string;
  /** The same, as apps read it from a picture. */
  uri: string;
  /** To be sent back with the first code. */
  setup: string;
}

/** Shown once; each works once. */
export interface RecoveryCodesView {
  recoveryCodes: string[];
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  issues?: { path: string; code: string; message: string }[];
  /** RspoolVipExist, AclInUse: the listeners that use the group or list; ServerInUse: the groups that use the server. */
  usedBy?: { listeners?: UsingListener[]; groups?: ServerUse[] };
  /** VersionMismatch. */
  conflict?: ConflictView;
  /** MissingRole: what it takes, and where; null: in all regions. */
  missing?: { role: Role; regionId: string | null };
}

/** What has become of a resource since the version that a write was meant for. */
export interface ConflictView {
  resourceType: ResourceType;
  resourceId: string;
  expected: number;
  current: number;
  /** Newest first, the newest 20; `fields` is empty where the version before is not kept any more. */
  changes: { version: number; at: string; actorName: string; fields: string[] }[];
  /** The expected version; null when it is not kept any more. */
  base: ResourceDocument | null;
  theirs: ResourceDocument;
  /** Names by id of what the documents name. */
  names: Record<string, string>;
}

/** A version in the history of a resource. */
export interface VersionView {
  version: number;
  at: string;
  /** `database`: somebody's SQL. */
  actorType: 'user' | 'operator' | 'system' | 'database';
  actorName: string;
  deleted: boolean;
  restoredFrom: number | null;
  /** What differs from the version before; null for the first that is kept. */
  changes: FieldChange[] | null;
}

export interface VersionDocumentView extends VersionView {
  resourceType: ResourceType;
  resourceId: string;
  document: ResourceDocument;
  /** Names by id of what the document names, as they were. */
  names: Record<string, string>;
}

export interface CredentialScopeView extends CredentialScope {
  /** What it may there now: less than `role` where its user has less; null: nothing. */
  effectiveRole: Role | null;
}

/** An API token or access key, without what proves it. */
export interface CredentialView {
  /** Of an access key it is the AccessKeyId. */
  id: string;
  kind: CredentialKind;
  name: string;
  scopes: CredentialScopeView[];
  createdAt: string;
  expiresAt: string | null;
  isExpired: boolean;
  /** To a minute; null: never used. */
  lastUsedAt: string | null;
  /** Null: never used, or the address is not known (OPENSLB_CLIENT_ADDRESS_HEADER). */
  lastUsedAddress: string | null;
}

export interface CreatedCredentialView extends CredentialView {
  /** The token itself, or the secret of the access key: shown this once. Null: the request was repeated, and it was shown before. */
  secret: string | null;
}

/** One entry of the operation log, as lists show it. */
export interface OperationLogView {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  /** `noun:past-verb`. */
  action: string;
  actorType: string;
  /** Null: the product itself, the command line, or somebody whom nobody knows. */
  actorId: string | null;
  actorName: string;
  /** The API token or access key by which it was done; null: a session, or no user. */
  credential: { id: string; name: string } | null;
  /** Null: it belongs to no region. */
  regionId: string | null;
  resourceType: string;
  resourceId: string;
  resourceName: string | null;
  requestId: string | null;
  clientAddress: string | null;
  /** The region's revision after the change; null: nothing that workers look at has changed. */
  revision: number | null;
}

/** The whole entry, with its place in the chain. */
export interface OperationLogEntryView extends OperationLogView {
  before: Json;
  after: Json;
  position: number;
  /** SHA-256 over the entry before and this one, hexadecimal. */
  hash: string;
}

/** Newest first. */
export interface OperationLogPageView {
  items: OperationLogView[];
  /** Where to go on; null: that was all. A search may find nothing in one page and something in the next. */
  next: string | null;
  /** How far back this page looked: ISO 8601; null: to the beginning. */
  lookedTo: string | null;
}
