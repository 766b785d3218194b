import { z } from 'zod';
import { AccessControl, AccessControlMode } from '#domain/access-control.ts';
import { MemberRole } from '#domain/active-standby-group.ts';
import { LoadBalancerSpecification } from '#domain/capacity.ts';
import { CredentialKind } from '#domain/credential.ts';
import { DIAGNOSIS_AREAS, DIAGNOSIS_CODES, type DiagnosisView } from '#domain/diagnosis.ts';
import { DROP_REASONS } from '#domain/drop-reason.ts';
import { EngineName } from '#domain/engine.ts';
import { ERROR_STATUS } from '#domain/error-code.ts';
import { FailbackMode, OnFailoverMode } from '#domain/failover.ts';
import { HealthCheckType, HttpCheckMethod, HttpStatusClass, VerdictState } from '#domain/health-check.ts';
import { type Json, ResourceType } from '#domain/history.ts';
import { IMPACT_REASONS } from '#domain/impact.ts';
import { ListenerProtocol } from '#domain/listener.ts';
import { AddressType, LoadBalancerStatus, ModificationProtectionStatus } from '#domain/load-balancer.ts';
import { IpVersion } from '#domain/network.ts';
import { QuotaName } from '#domain/quota.ts';
import { Role } from '#domain/role.ts';
import { Scheduler } from '#domain/scheduling.ts';
import { ServerStatus } from '#domain/server.ts';
import type { Tag as DomainTag } from '#domain/tag.ts';
import type { TimelineView } from '#domain/timeline.ts';
import { USER_LINK_KINDS, UserStatus } from '#domain/user.ts';
import type * as view from '#domain/view.ts';
import type { ListenerHealthView } from '#services/load-balancer/get-health.ts';

/**
 * The answers of the API as schemas, for its description. `Same` fails to compile as soon as one of them
 * differs from the type that the verbs return.
 */
type Same<Schema extends z.ZodType, Type> = [z.infer<Schema>] extends [Type] ? ([Type] extends [z.infer<Schema>] ? true : false) : false;
type AllSame<Checks extends true[]> = Checks;

const time = z.iso.datetime();
const timeOrNull = time.nullable();
const port = z.int().min(1).max(65535);

const Node = z.object({
  id: z.string(),
  alive: z.boolean(),
  engine: z.string(),
  hints: z.array(z.string()),
  version: z.string(),
  startedAt: time,
  heartbeatAt: time,
  stoppedAt: timeOrNull,
  appliedRevision: z.int(),
});

const Region = z.object({
  id: z.string(),
  name: z.string(),
  revision: z.int(),
  zones: z.array(z.object({ id: z.string(), name: z.string() })),
  addressPools: z.array(z.string()),
  sourceNat: z.boolean(),
  nodes: z.array(Node),
  instanceCount: z.int(),
  serverCount: z.int(),
  accessControlListCount: z.int(),
});

const ProxyNode = Node.omit({ appliedRevision: true }).extend({
  regions: z.array(
    z.object({
      regionId: z.string(),
      regionName: z.string(),
      appliedRevision: z.int(),
      revision: z.int(),
      appliedAt: time,
      lagMilliseconds: z.int(),
      missedNotifications: z.int(),
      listenersInForce: z.int(),
      listenersFailed: z.int(),
    }),
  ),
});

const Change = z.object({
  id: z.string(),
  at: time,
  actorName: z.string(),
  action: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  revision: z.int().nullable(),
  receipts: z.array(
    z.object({
      nodeId: z.string(),
      inForceAt: time,
      delayMilliseconds: z.int(),
      listeners: z.int(),
      failed: z.int(),
      connectionsKept: z.int(),
      connectionsCut: z.int(),
    }),
  ),
  waitingNodes: z.array(z.string()),
});

const Delay = z.object({
  count: z.int(),
  p50Milliseconds: z.number().nullable(),
  p99Milliseconds: z.number().nullable(),
  maxMilliseconds: z.number().nullable(),
  connectionsKept: z.int(),
  connectionsCut: z.int(),
  failed: z.int(),
});
const ChangeDelays = z.object({ from: time, to: time, stepSeconds: z.int(), total: Delay, steps: z.array(Delay.extend({ at: time })) });

const ServerUse = z.object({
  loadBalancerId: z.string(),
  loadBalancerName: z.string(),
  kind: z.enum(['default', 'vserver-group', 'active-standby-group']),
  groupId: z.string().nullable(),
  groupName: z.string().nullable(),
  role: MemberRole.nullable(),
  port: port.nullable(),
});

const Server = z.object({
  id: z.string(),
  regionId: z.string(),
  zoneId: z.string().nullable(),
  zoneName: z.string().nullable(),
  name: z.string(),
  address: z.string(),
  status: ServerStatus,
  createdAt: time,
  usedBy: z.array(ServerUse),
});

const Serving = z.object({
  role: z.union([MemberRole, z.literal('mixed')]).nullable(),
  since: timeOrNull,
  reason: z.string().nullable(),
});

const Redundancy = z.object({
  state: z.enum(['ok', 'none', 'unknown', 'off']),
  serverName: z.string().nullable(),
  reason: z.string().nullable(),
  since: timeOrNull,
});

const GroupMember = z.object({
  memberId: z.string(),
  serverId: z.string(),
  serverName: z.string(),
  address: z.string(),
  weight: z.int(),
});
const DefaultServer = GroupMember.extend({ zoneName: z.string().nullable(), status: ServerStatus });
const VServerMember = DefaultServer.extend({ port });
const ActiveStandbyMember = GroupMember.extend({ port, role: MemberRole });

const MemberHealth = GroupMember.extend({
  port,
  role: MemberRole.nullable(),
  state: z.union([VerdictState, z.literal('not-checked')]),
  reason: z.string().nullable(),
  since: timeOrNull,
});

const ListenerNode = z.object({
  nodeId: z.string(),
  inForce: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  delayMilliseconds: z.int().nullable(),
  appliedAt: timeOrNull,
  engine: EngineName.nullable(),
  engineReason: z.string().nullable(),
});

const Drops = z.partialRecord(z.enum(DROP_REASONS), z.int());

const Tag = z.object({ key: z.string(), value: z.string() });
const tags = z.array(Tag);

const Traffic = z.object({
  connectionsCurrent: z.int(),
  connectionsTotal: z.int(),
  connectErrorsTotal: z.int(),
  droppedTotal: z.int(),
  bytesInTotal: z.int(),
  bytesOutTotal: z.int(),
  packetsInTotal: z.int(),
  packetsOutTotal: z.int(),
  drops: Drops,
});

const TrafficPoint = z.object({
  at: time,
  connectionsNew: z.int(),
  connectionsCurrent: z.int(),
  connectionsMax: z.int(),
  connectErrors: z.int(),
  bytesIn: z.int(),
  bytesOut: z.int(),
  packetsIn: z.int(),
  packetsOut: z.int(),
  connectMilliseconds: z.number().nullable(),
});

const ListenerTraffic = z.object({
  from: time,
  to: time,
  stepSeconds: z.int(),
  listener: z.array(TrafficPoint.extend({ drops: Drops })),
  servers: z.array(
    z.object({
      memberId: z.string(),
      serverId: z.string().nullable(),
      serverName: z.string().nullable(),
      address: z.string().nullable(),
      port: port.nullable(),
      points: z.array(TrafficPoint),
    }),
  ),
});

const InstanceTraffic = z.object({
  from: time,
  to: time,
  stepSeconds: z.int(),
  instance: z.array(TrafficPoint.extend({ drops: Drops })),
  listeners: z.array(
    z.object({ listenerId: z.string(), protocol: ListenerProtocol, port, name: z.string(), points: z.array(TrafficPoint) }),
  ),
  capacity: z.object({
    connectionsMax: z.int().nullable(),
    connectionsPerSecondMax: z.int().nullable(),
    bandwidthMbps: z.int().nullable(),
  }),
  servers: z.object({ healthy: z.int(), unhealthy: z.int(), unknown: z.int(), notChecked: z.int() }),
});

const HealthCheck = z.object({
  enabled: z.boolean(),
  type: HealthCheckType,
  port: port.nullable(),
  timeoutSeconds: z.int(),
  intervalSeconds: z.int(),
  healthyThreshold: z.int(),
  unhealthyThreshold: z.int(),
  request: z.string().nullable(),
  expected: z.string().nullable(),
  method: HttpCheckMethod.nullable(),
  path: z.string().nullable(),
  domain: z.string().nullable(),
  statusClasses: z.array(HttpStatusClass),
});

const Target = z.union([
  z.object({ kind: z.literal('default'), backendPort: port }),
  z.object({ kind: z.enum(['vserver-group', 'active-standby-group']), id: z.string(), name: z.string() }),
]);

const status = z.enum(['starting', 'running', 'configuring', 'stopping', 'stopped']);
const health = z.enum(['normal', 'abnormal', 'unavailable', 'off']);

const Listener = z.object({
  id: z.string(),
  loadBalancerId: z.string(),
  regionId: z.string(),
  protocol: ListenerProtocol,
  port,
  name: z.string(),
  enabled: z.boolean(),
  status,
  target: Target,
  idleTimeoutSeconds: z.int(),
  retryOnStandby: z.boolean(),
  connectTimeoutMilliseconds: z.int(),
  failback: z.object({ mode: FailbackMode, stableSeconds: z.int().nullable() }),
  onFailover: z.object({ mode: OnFailoverMode, drainSeconds: z.int().nullable() }),
  standbyReadinessCheck: z.boolean(),
  accessControl: AccessControl.extend({
    lists: z.array(z.object({ id: z.string(), name: z.string(), entryCount: z.int() })),
    isEmpty: z.boolean(),
  }).nullable(),
  scheduler: Scheduler,
  persistence: z.object({ timeoutSeconds: z.int() }),
  connectionDraining: z.object({ timeoutSeconds: z.int() }).nullable(),
  bandwidthMbps: z.int().nullable(),
  proxyProtocol: z.boolean(),
  healthCheck: HealthCheck,
  health,
  serving: Serving,
  redundancy: Redundancy,
  members: z.array(MemberHealth),
  nodes: z.array(ListenerNode),
  traffic: Traffic,
  tags,
  revision: z.int(),
  revisedAt: time,
  version: z.int(),
  createdAt: time,
});

const summary = {
  id: true,
  protocol: true,
  port: true,
  name: true,
  status: true,
  health: true,
  serving: true,
  redundancy: true,
  members: true,
} as const;
const ListenerSummary = Listener.pick({ ...summary, nodes: true, target: true });
const ListenerHealth = Listener.pick(summary);

const LoadBalancer = z.object({
  id: z.string(),
  regionId: z.string(),
  name: z.string(),
  address: z.string(),
  addressType: AddressType,
  ipVersion: IpVersion,
  status: LoadBalancerStatus,
  primaryZoneId: z.string().nullable(),
  primaryZoneName: z.string().nullable(),
  backupZoneId: z.string().nullable(),
  backupZoneName: z.string().nullable(),
  specification: LoadBalancerSpecification.nullable(),
  bandwidthMbps: z.int().nullable(),
  deletionProtection: z.boolean(),
  modificationProtection: z.object({ status: ModificationProtectionStatus, reason: z.string().nullable() }),
  scheduledRelease: z.object({ at: time, by: z.string() }).nullable(),
  lock: z.object({ reason: z.string().nullable(), by: z.string().nullable() }).nullable(),
  connectionsCurrent: z.int(),
  listenerCount: z.int(),
  groupCount: z.int(),
  serverCount: z.int(),
  tags,
  revision: z.int(),
  version: z.int(),
  createdAt: time,
  listeners: z.array(ListenerSummary),
});

const ActiveStandbyGroup = z.object({
  id: z.string(),
  loadBalancerId: z.string(),
  regionId: z.string(),
  name: z.string(),
  version: z.int(),
  createdAt: time,
  servers: z.array(ActiveStandbyMember),
  serving: Serving,
  redundancy: Redundancy,
  switch: z.object({ to: MemberRole, at: time, reason: z.string(), by: z.string() }).nullable(),
  tags,
  listeners: z.array(ListenerHealth),
});

const GroupTraffic = z.object({
  at: time,
  counters: z.array(
    z.object({
      nodeId: z.string(),
      listenerId: z.string(),
      memberId: z.string(),
      connectionsCurrent: z.int(),
      connectionsTotal: z.int(),
      connectErrorsTotal: z.int(),
      reportedAt: time,
    }),
  ),
});

const DrillResult = z.object({
  nodeId: z.string(),
  listenerId: z.string(),
  protocol: ListenerProtocol,
  port,
  listenerName: z.string(),
  beganAt: time,
  movedAt: timeOrNull,
  returnedAt: timeOrNull,
  downtimeMilliseconds: z.int().nullable(),
  connectionsAffected: z.int(),
  note: z.string().nullable(),
});

const Drill = z.object({
  id: z.string(),
  groupId: z.string(),
  loadBalancerId: z.string(),
  seconds: z.int(),
  reason: z.string(),
  startedAt: time,
  startedBy: z.string(),
  endsAt: time,
  stoppedAt: timeOrNull,
  stoppedBy: z.string().nullable(),
  leftMilliseconds: z.int(),
  downtimeMilliseconds: z.int().nullable(),
  connectionsAffected: z.int(),
  results: z.array(DrillResult),
});

const VServerGroup = z.object({
  id: z.string(),
  loadBalancerId: z.string(),
  regionId: z.string(),
  name: z.string(),
  version: z.int(),
  createdAt: time,
  servers: z.array(VServerMember),
  tags,
  listeners: z.array(ListenerHealth),
});

const FailoverEvent = z.object({
  id: z.string(),
  at: time,
  nodeId: z.string(),
  listenerId: z.string(),
  protocol: ListenerProtocol,
  port,
  groupId: z.string(),
  groupName: z.string(),
  from: MemberRole,
  to: MemberRole,
  fromServer: z.string(),
  toServer: z.string(),
  reason: z.string(),
});

const Probe = z.object({
  id: z.string(),
  regionId: z.string(),
  serverName: z.string(),
  address: z.string(),
  port,
  type: HealthCheckType,
  state: z.enum(['pending', 'running', 'done', 'expired']),
  requestedAt: time,
  requestedBy: z.string(),
  nodeId: z.string().nullable(),
  ok: z.boolean().nullable(),
  reason: z.string().nullable(),
  tookMilliseconds: z.int().nullable(),
  finishedAt: timeOrNull,
});

const AccessControlListener = z.object({
  id: z.string(),
  loadBalancerId: z.string(),
  loadBalancerName: z.string(),
  protocol: ListenerProtocol,
  port,
  name: z.string(),
  mode: AccessControlMode,
  isEmpty: z.boolean(),
});

const span = { nodeId: z.string(), from: time, to: time };

const Timeline = z.object({
  from: time,
  to: time,
  completeFrom: time,
  listeners: z.array(
    z.object({
      listenerId: z.string(),
      protocol: ListenerProtocol,
      port,
      name: z.string(),
      groupId: z.string(),
      groupName: z.string(),
      standbyReadinessCheck: z.boolean(),
      members: z.array(z.object({ memberId: z.string(), role: MemberRole.nullable(), serverName: z.string() })),
      probes: z.array(z.object({ ...span, memberId: z.string(), ok: z.boolean(), reason: z.string(), probes: z.int() })),
      verdicts: z.array(z.object({ ...span, memberId: z.string(), state: VerdictState, reason: z.string().nullable() })),
      serving: z.array(z.object({ ...span, role: MemberRole, reason: z.string().nullable() })),
      switches: z.array(
        FailoverEvent.pick({ id: true, nodeId: true, at: true, from: true, to: true, fromServer: true, toServer: true, reason: true }),
      ),
      drills: z.array(z.object({ id: z.string(), from: time, to: time, reason: z.string(), by: z.string() })),
    }),
  ),
});

const Diagnosis = z.object({
  loadBalancerId: z.string(),
  at: time,
  areas: z.array(
    z.object({
      area: z.enum(DIAGNOSIS_AREAS),
      state: z.enum(['normal', 'warning', 'abnormal', 'unknown']),
      items: z.array(
        z.object({
          code: z.enum(DIAGNOSIS_CODES),
          severity: z.enum(['bad', 'warn', 'info']),
          listener: AccessControlListener.pick({ id: true, protocol: true, port: true, name: true }).nullable(),
          server: MemberHealth.pick({ memberId: true, serverId: true, serverName: true, address: true, port: true }).nullable(),
          nodeId: z.string().nullable(),
          detail: z.string().nullable(),
          since: timeOrNull,
          dropReason: z.enum(DROP_REASONS).nullable(),
          count: z.int().nullable(),
        }),
      ),
    }),
  ),
});

const AccessControlListSummary = z.object({
  id: z.string(),
  regionId: z.string(),
  name: z.string(),
  ipVersion: IpVersion,
  version: z.int(),
  createdAt: time,
  entryCount: z.int(),
  listeners: z.array(AccessControlListener),
  tags,
});

const AccessControlList = AccessControlListSummary.extend({ entries: z.array(z.object({ cidr: z.string(), comment: z.string() })) });

const IdleLoadBalancer = z.object({
  loadBalancer: LoadBalancer,
  causes: z.array(z.enum(['no-listener', 'no-server', 'stopped', 'no-traffic'])),
  lastTrafficAt: timeOrNull,
});

const ofLoadBalancer = { loadBalancerId: z.string(), loadBalancerName: z.string() };
const count = z.int();
const Overview = z.object({
  instances: z.object({ active: count, inactive: count, locked: count }),
  listeners: z.object({
    running: count,
    changing: count,
    stopped: count,
    failed: count,
    health: z.object({ normal: count, abnormal: count, unavailable: count, off: count }),
  }),
  servers: z.object({ total: count, stopped: count, abnormal: count }),
  nodes: z.object({ alive: count, total: count }),
  troubles: z.array(ListenerSummary.extend(ofLoadBalancer)),
  troubleCount: count,
  failovers: z.array(FailoverEvent.extend(ofLoadBalancer)),
});

const Quota = z.object({
  name: QuotaName,
  value: z.int(),
  defaultValue: z.int(),
  max: z.int(),
  used: z.int(),
  usedBy: z.object({ kind: z.enum(['load-balancer', 'server', 'access-control-list']), id: z.string(), name: z.string() }).nullable(),
});

const QuotaRequest = z.object({
  id: z.string(),
  regionId: z.string(),
  name: QuotaName,
  at: time,
  by: z.string(),
  from: z.int(),
  to: z.int(),
  reason: z.string(),
  email: z.string().nullable(),
  result: z.enum(['approved', 'rejected']),
  rejectedAbove: z.int().nullable(),
});

const SavedTag = Tag.extend({ resourceCount: z.int() });

const ConnectionCounts = z.object({ open: z.int(), cut: z.int(), drained: z.int(), kept: z.int() });

const Impact = ConnectionCounts.extend({
  refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
  listeners: z.array(
    ConnectionCounts.extend({
      id: z.string(),
      loadBalancerId: z.string(),
      loadBalancerName: z.string(),
      protocol: ListenerProtocol,
      port,
      name: z.string(),
      drainSeconds: z.int().nullable(),
      reasons: z.array(z.enum(IMPACT_REASONS)),
    }),
  ),
});

const using = { id: true, loadBalancerId: true, loadBalancerName: true, protocol: true, port: true, name: true } as const;
const UsingListener = AccessControlListener.pick(using).partial({ loadBalancerId: true, loadBalancerName: true });

/** Any JSON. */
const AnyJson = z.custom<Json>();
const Document = z.record(z.string(), AnyJson);

const OperationLog = z.object({
  id: z.string(),
  at: time,
  action: z.string(),
  actorType: z.string(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  credential: z.object({ id: z.string(), name: z.string() }).nullable(),
  regionId: z.string().nullable(),
  resourceType: z.string(),
  resourceId: z.string(),
  resourceName: z.string().nullable(),
  requestId: z.string().nullable(),
  clientAddress: z.string().nullable(),
  revision: z.int().nullable(),
});
const OperationLogEntry = OperationLog.extend({ before: AnyJson, after: AnyJson, position: z.int(), hash: z.string() });
const OperationLogPage = z.object({ items: z.array(OperationLog), next: z.string().nullable(), lookedTo: time.nullable() });
const Names = z.record(z.string(), z.string());

const Conflict = z.object({
  resourceType: ResourceType,
  resourceId: z.string(),
  expected: z.int(),
  current: z.int(),
  changes: z.array(z.object({ version: z.int(), at: time, actorName: z.string(), fields: z.array(z.string()) })),
  base: Document.nullable(),
  theirs: Document,
  names: Names,
});

const FieldChange = z.object({
  path: z.string(),
  before: AnyJson,
  after: AnyJson,
  list: z
    .object({
      added: z.array(AnyJson),
      removed: z.array(AnyJson),
      changed: z.array(z.object({ before: AnyJson, after: AnyJson })),
    })
    .nullable(),
});

const Version = z.object({
  version: z.int(),
  at: time,
  actorType: z.enum(['user', 'operator', 'system', 'database']),
  actorName: z.string(),
  deleted: z.boolean(),
  restoredFrom: z.int().nullable(),
  changes: z.array(FieldChange).nullable(),
});

const VersionDocument = Version.extend({ resourceType: ResourceType, resourceId: z.string(), document: Document, names: Names });

const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  credential: z.object({ id: z.string(), name: z.string() }).nullable(),
  roleEverywhere: Role.nullable(),
  roles: z.array(z.object({ regionId: z.string(), role: Role })),
});

const Person = z.object({ id: z.string(), name: z.string(), email: z.string() });

const RoleHeld = z.object({
  grantId: z.string(),
  role: Role,
  regionId: z.string().nullable(),
  regionName: z.string().nullable(),
  teamId: z.string().nullable(),
  teamName: z.string().nullable(),
});

const User = Person.extend({
  details: z
    .object({
      status: UserStatus,
      createdAt: time,
      disabledAt: timeOrNull,
      lastSignedInAt: timeOrNull,
      passwordChangedAt: timeOrNull,
      twoFactorEnabled: z.boolean(),
      link: z.object({ kind: z.enum(USER_LINK_KINDS), expiresAt: time }).nullable(),
      roles: z.array(RoleHeld),
      teams: z.array(z.object({ id: z.string(), name: z.string() })),
    })
    .nullable(),
});

const UserLink = z.object({ kind: z.enum(USER_LINK_KINDS), path: z.string(), expiresAt: time });

const NewUser = User.extend({ link: UserLink.nullable() });

const Team = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time,
  members: z.array(Person),
  roles: z.array(RoleHeld).nullable(),
});

const Grant = z.object({
  id: z.string(),
  user: Person.nullable(),
  team: z.object({ id: z.string(), name: z.string(), memberCount: z.int() }).nullable(),
  regionId: z.string().nullable(),
  regionName: z.string().nullable(),
  role: Role,
  createdAt: time,
  createdBy: z.string(),
});

const RegionAccess = z.object({ user: Person, role: Role, roles: z.array(RoleHeld) });

const Session = z.object({
  id: z.string(),
  createdAt: time,
  lastActiveAt: time,
  authenticatedAt: time,
  endsAt: time,
  method: z.enum(['password', 'oidc']),
  secondFactor: z.boolean(),
  clientAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
});

const TwoFactor = z.object({
  isEnabled: z.boolean(),
  isRequired: z.boolean(),
  isShown: z.boolean(),
  recoveryCodesLeft: z.int(),
  hasPassword: z.boolean(),
  method: z.enum(['password', 'oidc']),
});

const TwoFactorSetup = z.object({ secret: z.string(), uri: z.string(), setup: z.string() });

const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

const Credential = z.object({
  id: z.string(),
  kind: CredentialKind,
  name: z.string(),
  scopes: z.array(z.object({ regionId: z.string().nullable(), role: Role, effectiveRole: Role.nullable() })),
  createdAt: time,
  expiresAt: timeOrNull,
  isExpired: z.boolean(),
  lastUsedAt: timeOrNull,
  lastUsedAddress: z.string().nullable(),
});

const CreatedCredential = Credential.extend({ secret: z.string().nullable() });

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ examples: Object.keys(ERROR_STATUS) }),
  detail: z.string(),
  requestId: z.string(),
  issues: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  usedBy: z
    .object({
      listeners: z.array(UsingListener).optional(),
      groups: z.array(ServerUse).optional(),
    })
    .optional(),
  conflict: Conflict.optional(),
  missing: z.object({ role: Role, regionId: z.string().nullable() }).optional(),
});

const Import = z.object({
  isPreview: z.boolean(),
  changes: z.array(
    z.object({
      action: z.string(),
      resourceType: z.string(),
      resourceId: z.string(),
      name: z.string(),
      fields: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    }),
  ),
  impact: Impact.nullable(),
});

export const VIEW_SCHEMAS = {
  Import,
  Region,
  ProxyNode,
  Change,
  ChangeDelays,
  OperationLogEntry,
  OperationLogPage,
  Server,
  LoadBalancer,
  Listener,
  ListenerHealth,
  DefaultServer,
  VServerGroup,
  ActiveStandbyGroup,
  GroupTraffic,
  Drill,
  FailoverEvent,
  ListenerTraffic,
  InstanceTraffic,
  Timeline,
  Diagnosis,
  Probe,
  AccessControlListSummary,
  AccessControlList,
  IdleLoadBalancer,
  Overview,
  Quota,
  QuotaRequest,
  Tag,
  SavedTag,
  Impact,
  Version,
  VersionDocument,
  Me,
  User,
  UserLink,
  NewUser,
  Team,
  Grant,
  RegionAccess,
  Session,
  TwoFactor,
  TwoFactorSetup,
  RecoveryCodes,
  Credential,
  CreatedCredential,
  Problem,
};

export type Checked = AllSame<
  [
    Same<typeof Region, view.RegionView>,
    Same<typeof ProxyNode, view.ProxyNodeView>,
    Same<typeof Change, view.ChangeView>,
    Same<typeof ChangeDelays, view.ChangeDelaysView>,
    Same<typeof OperationLogEntry, view.OperationLogEntryView>,
    Same<typeof OperationLogPage, view.OperationLogPageView>,
    Same<typeof Server, view.ServerView>,
    Same<typeof LoadBalancer, view.LoadBalancerView>,
    Same<typeof Listener, view.ListenerView>,
    Same<typeof ListenerHealth, ListenerHealthView>,
    Same<typeof DefaultServer, view.DefaultServerView>,
    Same<typeof VServerGroup, view.VServerGroupView>,
    Same<typeof ActiveStandbyGroup, view.ActiveStandbyGroupView>,
    Same<typeof GroupTraffic, view.GroupTrafficView>,
    Same<typeof Drill, view.DrillView>,
    Same<typeof FailoverEvent, view.FailoverEventView>,
    Same<typeof ListenerTraffic, view.ListenerTrafficView>,
    Same<typeof InstanceTraffic, view.InstanceTrafficView>,
    Same<typeof Timeline, TimelineView>,
    Same<typeof Diagnosis, DiagnosisView>,
    Same<typeof Probe, view.ProbeView>,
    Same<typeof AccessControlListSummary, view.AccessControlListSummary>,
    Same<typeof AccessControlList, view.AccessControlListView>,
    Same<typeof IdleLoadBalancer, view.IdleLoadBalancerView>,
    Same<typeof Overview, view.OverviewView>,
    Same<typeof Quota, view.QuotaView>,
    Same<typeof QuotaRequest, view.QuotaRequestView>,
    Same<typeof Tag, DomainTag>,
    Same<typeof SavedTag, view.SavedTagView>,
    Same<typeof Impact, view.ImpactView>,
    Same<typeof Version, view.VersionView>,
    Same<typeof VersionDocument, view.VersionDocumentView>,
    Same<typeof Import, view.ImportView>,
    Same<typeof Me, view.MeView>,
    Same<typeof User, view.UserView>,
    Same<typeof UserLink, view.UserLinkView>,
    Same<typeof NewUser, view.NewUserView>,
    Same<typeof Team, view.TeamView>,
    Same<typeof Grant, view.GrantView>,
    Same<typeof RegionAccess, view.RegionAccessView>,
    Same<typeof Session, view.SessionView>,
    Same<typeof TwoFactor, view.TwoFactorView>,
    Same<typeof TwoFactorSetup, view.TwoFactorSetupView>,
    Same<typeof RecoveryCodes, view.RecoveryCodesView>,
    Same<typeof Credential, view.CredentialView>,
    Same<typeof CreatedCredential, view.CreatedCredentialView>,
    Same<typeof Problem, view.Problem>,
  ]
>;
