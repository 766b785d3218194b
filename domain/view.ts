import type { MemberRole } from './active-standby-group.ts';
import type { Failback, OnFailover } from './failover.ts';
import type { HealthCheckSettings, VerdictState } from './health-check.ts';
import type { ListenerProtocol, ListenerTarget } from './listener.ts';
import type { AddressType, LoadBalancerStatus } from './load-balancer.ts';
import type { ServerStatus } from './server.ts';

/** What the REST API answers and the console shows. Times are ISO 8601 UTC. */

export interface NodeView {
  id: string;
  /** Heartbeat younger than NODE_ALIVE_SECONDS and not stopped. */
  alive: boolean;
  engine: string;
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
  nodes: NodeView[];
}

export interface ServerUse {
  loadBalancerId: string;
  loadBalancerName: string;
  groupId: string;
  groupName: string;
  role: MemberRole;
  port: number;
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
}

/** Health of one member as one listener sees it (data-plane 8, rules 13 and 15). */
export interface MemberHealthView {
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  port: number;
  role: MemberRole;
  weight: number;
  /** `not-checked`: the standby always, and every member while the check is off. */
  state: VerdictState | 'not-checked';
  reason: string | null;
  since: string | null;
}

export interface ServingView {
  /** `mixed`: nodes disagree. Null: no alive node serves the listener. */
  role: MemberRole | 'mixed' | null;
  since: string | null;
  reason: string | null;
}

export interface TrafficView {
  connectionsCurrent: number;
  connectionsTotal: number;
  connectErrorsTotal: number;
  droppedTotal: number;
  bytesInTotal: number;
  bytesOutTotal: number;
}

/**
 * Health of a listener at a glance, the words of console 5.1:
 * normal, abnormal (the active failed its check), unavailable (no verdict yet, or nobody reports), off (check disabled or listener stopped).
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
  target: ListenerTarget & { name: string };
  idleTimeoutSeconds: number;
  retryOnStandby: boolean;
  connectTimeoutMilliseconds: number;
  failback: Failback;
  onFailover: OnFailover;
  healthCheck: HealthCheckSettings;
  health: ListenerHealthWord;
  serving: ServingView;
  members: MemberHealthView[];
  nodes: ListenerNodeView[];
  traffic: TrafficView;
  revision: number;
  revisedAt: string;
  createdAt: string;
}

export type ListenerSummary = Pick<
  ListenerView,
  'id' | 'protocol' | 'port' | 'name' | 'status' | 'health' | 'serving' | 'members' | 'nodes' | 'target'
>;

export interface LoadBalancerView {
  id: string;
  regionId: string;
  name: string;
  address: string;
  addressType: AddressType;
  ipVersion: 'ipv4' | 'ipv6';
  status: LoadBalancerStatus;
  primaryZoneId: string | null;
  primaryZoneName: string | null;
  listenerCount: number;
  groupCount: number;
  serverCount: number;
  revision: number;
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
  members: MemberHealthView[];
}

export interface ActiveStandbyGroupView {
  id: string;
  loadBalancerId: string;
  regionId: string;
  name: string;
  createdAt: string;
  servers: ActiveStandbyMemberView[];
  /** `mixed` when listeners disagree; role null while no listener is in force. */
  serving: ServingView;
  /** The last one; null when there was none, or an edit has made it void. */
  switch: GroupSwitchView | null;
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

/** RFC 9457 problem document. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  issues?: { path: string; code: string; message: string }[];
  /** RspoolVipExist: the listeners that use the group; ServerInUse: the groups that use the server. */
  usedBy?: { listeners?: Pick<GroupListenerView, 'id' | 'protocol' | 'port' | 'name'>[]; groups?: ServerUse[] };
}
