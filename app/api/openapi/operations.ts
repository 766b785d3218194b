import { z } from 'zod';
import {
  AddAccessControlEntriesInput,
  CreateAccessControlListInput,
  ListAccessControlListsQuery,
  RemoveAccessControlEntriesInput,
  UpdateAccessControlListInput,
} from '#domain/access-control.ts';
import {
  ChangePasswordInput,
  DisableTwoFactorInput,
  EnableTwoFactorInput,
  NewRecoveryCodesInput,
  ReauthenticateInput,
  UpdateMeInput,
} from '#domain/account.ts';
import {
  CreateActiveStandbyGroupInput,
  SwitchActiveStandbyGroupInput,
  UpdateActiveStandbyGroupInput,
} from '#domain/active-standby-group.ts';
import { BackupFile, ImportInput } from '#domain/backup.ts';
import { ChangeDelaysQuery, ListChangesQuery } from '#domain/change.ts';
import { CreateCredentialInput } from '#domain/credential.ts';
import { StartDrillInput } from '#domain/drill.ts';
import { Id, PageQuery } from '#domain/field.ts';
import { CreateGrantInput, ListAccessQuery, ListGrantsQuery, UpdateGrantInput } from '#domain/grant.ts';
import { ListIdleLoadBalancersQuery } from '#domain/idle.ts';
import { PROBES_PER_CALL_MAX } from '#domain/limits.ts';
import { CreateListenerInput, UpdateListenerInput } from '#domain/listener.ts';
import {
  CreateLoadBalancerInput,
  ListLoadBalancersQuery,
  LockLoadBalancerInput,
  ScheduleReleaseInput,
  UpdateLoadBalancerInput,
} from '#domain/load-balancer.ts';
import { ExportOperationLogsQuery, ListOperationLogsQuery } from '#domain/operation-log.ts';
import { OverviewQuery } from '#domain/overview.ts';
import { AskProbesInput, CheckStandbyInput } from '#domain/probe.ts';
import { CreateQuotaRequestInput, ListQuotaRequestsQuery, ListQuotasQuery } from '#domain/quota.ts';
import { CreateRegionInput, OrderRegionsInput, UpdateRegionInput } from '#domain/region.ts';
import { SecuritySettings, UpdateSecuritySettingsInput } from '#domain/security-settings.ts';
import { CreateServerInput, ListServersQuery, UpdateServerInput } from '#domain/server.ts';
import { CreateVServerGroupInput, DefaultServersInput, UpdateVServerGroupInput } from '#domain/server-group.ts';
import { ListGroupsQuery, ListTaggedQuery, ListTagsQuery, RemoveTagsQuery, SetTagsInput } from '#domain/tag.ts';
import { CreateTeamInput, ListTeamsQuery, UpdateTeamInput } from '#domain/team.ts';
import { TimeRangeQuery } from '#domain/traffic.ts';
import { CreateUserInput, ListUsersQuery, UpdateUserInput } from '#domain/user.ts';
import type { VIEW_SCHEMAS } from './view-schema.ts';

type View = keyof typeof VIEW_SCHEMAS;

export interface Operation {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** `page` and `list` of a view, one view, a file of one of these types, an event stream, something small, or nothing at all. */
  answer:
    | { page: View }
    | { list: View }
    | { one: View }
    | { created: View }
    | { schema: z.ZodType }
    | { file: string[] }
    | 'events'
    | 'nothing';
  isPublic?: boolean;
  /** Credentials are refused. */
  takes?: 'session';
}

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

function tagOperations(what: string): Partial<Record<Verb, Operation>> {
  return {
    put: {
      summary: `Set the tags of ${what}: it has these and no others afterwards; nothing is reloaded`,
      body: SetTagsInput,
      answer: { list: 'Tag' },
    },
    delete: { summary: `Remove one tag of ${what} by its key, or all of them`, query: RemoveTagsQuery, answer: 'nothing' },
  };
}

const TIMELINE = 'probes, verdicts, who served, switches and drills; the newest if there are too many (`completeFrom`)';

/** Everything below /api/v1, by path and method. A test compares it with the routes. */
export const OPERATIONS: Record<string, Partial<Record<Verb, Operation>>> = {
  '/me': {
    get: { summary: 'Who asks, and their role in each region that they may see', answer: { one: 'Me' } },
    patch: { takes: 'session', summary: 'Change the own name', body: UpdateMeInput, answer: { one: 'Me' } },
  },
  '/me/password': {
    post: {
      takes: 'session',
      summary: 'Change the own password; takes the one of now, and a code where there is a second factor. Other sessions end unless kept',
      body: ChangePasswordInput,
      answer: 'nothing',
    },
  },
  '/me/reauthenticate': {
    post: {
      takes: 'session',
      summary: 'Prove again who one is, for what is dangerous; the session goes on with a new cookie',
      body: ReauthenticateInput,
      answer: 'nothing',
    },
  },
  '/me/two-factor': {
    get: { takes: 'session', summary: 'Whether one has a second factor, and needs one', answer: { one: 'TwoFactor' } },
    put: {
      takes: 'session',
      summary: 'Enable two-factor sign-in with the first code of the app; the recovery codes are shown here only',
      body: EnableTwoFactorInput,
      answer: { one: 'RecoveryCodes' },
    },
  },
  '/me/two-factor/setup': {
    get: {
      takes: 'session',
      summary: 'A new secret for an authenticator app; nothing changes before its first code',
      answer: { one: 'TwoFactorSetup' },
    },
  },
  '/me/two-factor/disable': {
    post: { takes: 'session', summary: 'Disable two-factor sign-in', body: DisableTwoFactorInput, answer: 'nothing' },
  },
  '/me/two-factor/recovery-codes': {
    post: {
      takes: 'session',
      summary: 'New recovery codes, shown here only; those before are void',
      body: NewRecoveryCodesInput,
      answer: { one: 'RecoveryCodes' },
    },
  },
  '/me/sessions': {
    get: { takes: 'session', summary: 'Where one is signed in, the one used last first', answer: { list: 'Session' } },
    delete: { takes: 'session', summary: 'End all own sessions but the one that asks', answer: 'nothing' },
  },
  '/me/sessions/{id}': {
    delete: { takes: 'session', summary: 'End one of the own sessions', answer: 'nothing' },
  },
  '/me/credentials': {
    get: { summary: 'API tokens and access keys of whoever asks, newest first; a token sees itself only', answer: { list: 'Credential' } },
    post: {
      takes: 'session',
      summary:
        'Make an API token or an access key, with a subset of the own roles; what proves it is in this answer only. Takes a recent session',
      body: CreateCredentialInput,
      answer: { created: 'CreatedCredential' },
    },
  },
  '/me/credentials/{id}': {
    delete: { takes: 'session', summary: 'Revoke an API token or access key of the own; takes a recent session', answer: 'nothing' },
  },
  '/users/{id}/credentials': {
    get: { summary: 'API tokens and access keys of a user, newest first', answer: { list: 'Credential' } },
  },
  '/users/{id}/credentials/{credentialId}': {
    delete: { takes: 'session', summary: 'Revoke an API token or access key of a user; takes a recent session', answer: 'nothing' },
  },
  '/regions': {
    get: { summary: 'All regions with their worker nodes', answer: { list: 'Region' } },
    post: { summary: 'Create a region', body: CreateRegionInput, answer: { created: 'Region' } },
    put: { summary: 'Order the regions', body: OrderRegionsInput, answer: { list: 'Region' } },
  },
  '/regions/{id}': {
    get: { summary: 'One region', answer: { one: 'Region' } },
    patch: {
      summary: 'Change name, zones or address pools; what is absent stays, a list replaces all',
      body: UpdateRegionInput,
      answer: { one: 'Region' },
    },
    delete: { summary: 'Retire an empty region, with its zones and address pools', answer: 'nothing' },
  },
  '/regions/{id}/access': {
    get: {
      summary: 'Who may what in a region, and by which grants; for those who administer it',
      query: ListAccessQuery,
      answer: { page: 'RegionAccess' },
    },
  },
  '/regions/{id}/export': {
    get: { summary: 'The configuration of a region as one file', answer: { schema: BackupFile } },
  },
  '/regions/{id}/import': {
    post: {
      summary: 'Make a region what a file says, whole or not at all; `isPreview` says what that would change, and changes nothing',
      body: ImportInput,
      answer: { one: 'Import' },
    },
  },
  '/load-balancers/{id}/export': {
    get: {
      summary: 'The configuration of an instance as one file, with the servers and lists that it uses',
      answer: { schema: BackupFile },
    },
  },
  '/users': {
    get: {
      summary: 'Users by name; whoever administers a region only sees who they are, administrators the rest',
      query: ListUsersQuery,
      answer: { page: 'User' },
    },
    post: {
      takes: 'session',
      summary: 'Create a user who may nothing yet; `link` is the one-time link to choose a password, told only here and once',
      body: CreateUserInput,
      answer: { created: 'NewUser' },
    },
  },
  '/users/{id}': {
    get: { summary: 'One user', answer: { one: 'User' } },
    patch: {
      takes: 'session',
      summary: 'Change name or email address; what is absent stays',
      body: UpdateUserInput,
      answer: { one: 'User' },
    },
    delete: { takes: 'session', summary: 'Delete a user with sessions, credentials, grants and memberships', answer: 'nothing' },
  },
  '/users/{id}/disable': {
    post: {
      takes: 'session',
      summary: 'End the sessions of a user, and refuse sign-in and credentials, until enabled again',
      answer: { one: 'User' },
    },
  },
  '/users/{id}/enable': {
    post: { takes: 'session', summary: 'Let a disabled user in again, with what they had', answer: { one: 'User' } },
  },
  '/users/{id}/link': {
    post: {
      takes: 'session',
      summary: 'A new one-time link to choose a password, told only here and once; earlier links are void',
      answer: { one: 'UserLink' },
    },
  },
  '/users/{id}/two-factor': {
    delete: {
      takes: 'session',
      summary: 'Remove the second factor of a user who has lost it, and end the sessions',
      answer: { one: 'User' },
    },
  },
  '/teams': {
    get: {
      summary: 'Teams by name, with their members; for those who administer a region',
      query: ListTeamsQuery,
      answer: { page: 'Team' },
    },
    post: { takes: 'session', summary: 'Create a team', body: CreateTeamInput, answer: { created: 'Team' } },
  },
  '/teams/{id}': {
    get: { summary: 'One team', answer: { one: 'Team' } },
    patch: {
      takes: 'session',
      summary: 'Change name or members; what is absent stays, `userIds` replaces all',
      body: UpdateTeamInput,
      answer: { one: 'Team' },
    },
    delete: { takes: 'session', summary: 'Delete a team with its grants', answer: 'nothing' },
  },
  '/grants': {
    get: {
      summary: 'Grants of a region and those for all regions, the highest role first; without a region every grant',
      query: ListGrantsQuery,
      answer: { page: 'Grant' },
    },
    post: {
      takes: 'session',
      summary: 'Give a user or a team a role in a region, or in all of them (`regionId` null); in force at once',
      body: CreateGrantInput,
      answer: { created: 'Grant' },
    },
  },
  '/grants/{id}': {
    patch: { takes: 'session', summary: 'Change the role; in force at once', body: UpdateGrantInput, answer: { one: 'Grant' } },
    delete: { takes: 'session', summary: 'Take the role away; in force at once', answer: 'nothing' },
  },
  '/nodes': { get: { summary: 'All worker nodes, and how far each is with its regions', answer: { list: 'ProxyNode' } } },
  '/nodes/{id}': { delete: { summary: 'Forget a node that does not report any more', answer: 'nothing' } },
  '/changes': {
    get: {
      summary: 'Changes of a region, newest first, each with its receipts: where it is in force, after how long, connections kept and cut',
      query: ListChangesQuery,
      answer: { page: 'Change' },
    },
  },
  '/change-delays': {
    get: { summary: 'How long changes took to be in force, over time', query: ChangeDelaysQuery, answer: { one: 'ChangeDelays' } },
  },
  '/security-settings': {
    get: { summary: 'What holds for signing in and for the operation log', answer: { schema: SecuritySettings } },
    patch: {
      takes: 'session',
      summary: 'Change some of it; holds for open sessions too',
      body: UpdateSecuritySettingsInput,
      answer: { schema: SecuritySettings },
    },
  },
  '/operation-logs': {
    get: {
      summary:
        'Who did what, newest first: changes of the regions that one may see; of what belongs to no region administrators see all, everybody what concerns their own user. `next` leads on; a page of a search may be empty and have a `next`',
      query: ListOperationLogsQuery,
      answer: { one: 'OperationLogPage' },
    },
  },
  '/operation-logs/{id}': {
    get: { summary: 'One entry with what there was before and after, and its place in the chain', answer: { one: 'OperationLogEntry' } },
  },
  '/operation-logs/export': {
    get: {
      summary: 'The same as a file, whole entries: CSV, or a line of JSON for each; refused when it would be too long',
      query: ExportOperationLogsQuery,
      answer: { file: ['text/csv', 'application/x-ndjson'] },
    },
  },
  '/servers': {
    get: { summary: 'Servers of a region, newest first', query: ListServersQuery, answer: { page: 'Server' } },
    post: { summary: 'Register a server', body: CreateServerInput, answer: { created: 'Server' } },
  },
  '/servers/{id}': {
    get: { summary: 'One server, and which groups use it', answer: { one: 'Server' } },
    patch: { summary: 'Change a server; what is absent stays', body: UpdateServerInput, answer: { one: 'Server' } },
    delete: { summary: 'Remove a server that no group uses', answer: 'nothing' },
  },
  '/load-balancers': {
    get: { summary: 'Instances of a region, newest first', query: ListLoadBalancersQuery, answer: { page: 'LoadBalancer' } },
    post: { summary: 'Create an instance', body: CreateLoadBalancerInput, answer: { created: 'LoadBalancer' } },
  },
  '/load-balancers/{id}': {
    get: { summary: 'One instance', answer: { one: 'LoadBalancer' } },
    patch: {
      summary: 'Change name, specification, bandwidth, address, backup zone or protection; what is absent stays',
      body: UpdateLoadBalancerInput,
      answer: { one: 'LoadBalancer' },
    },
    delete: { summary: 'Release an instance with its listeners and groups, unless its deletion protection is on', answer: 'nothing' },
  },
  '/load-balancers/{id}/tags': tagOperations('an instance'),
  '/load-balancers/{id}/start': { post: { summary: 'Start an instance', answer: { one: 'LoadBalancer' } } },
  '/load-balancers/{id}/stop': { post: { summary: 'Stop an instance', answer: { one: 'LoadBalancer' } } },
  '/load-balancers/{id}/lock': {
    post: {
      summary: 'Lock an instance: it forwards nothing and takes no operation until it is unlocked',
      body: LockLoadBalancerInput,
      answer: { one: 'LoadBalancer' },
    },
  },
  '/load-balancers/{id}/unlock': { post: { summary: 'Unlock an instance; it is stopped then', answer: { one: 'LoadBalancer' } } },
  '/load-balancers/{id}/release-schedule': {
    put: {
      summary: 'Schedule the release of an instance for a full or half hour (UTC); it replaces an earlier schedule',
      body: ScheduleReleaseInput,
      answer: { one: 'LoadBalancer' },
    },
    delete: { summary: 'Cancel the scheduled release of an instance', answer: { one: 'LoadBalancer' } },
  },
  '/load-balancers/{id}/health': { get: { summary: 'Health per listener and server', answer: { list: 'ListenerHealth' } } },
  '/load-balancers/{id}/diagnosis': {
    get: { summary: 'Health report of an instance: what is abnormal, from what is known already', answer: { one: 'Diagnosis' } },
  },
  '/load-balancers/{id}/timeline': {
    get: { summary: `Of all listeners that can fail over: ${TIMELINE}`, query: TimeRangeQuery, answer: { one: 'Timeline' } },
  },
  '/load-balancers/{id}/traffic': {
    get: {
      summary: 'Traffic per step of time of all listeners together and of each, what the specification allows, and the servers’ health now',
      query: TimeRangeQuery,
      answer: { one: 'InstanceTraffic' },
    },
  },
  '/load-balancers/{id}/failovers': {
    get: { summary: 'Failovers, newest first', query: PageQuery, answer: { page: 'FailoverEvent' } },
  },
  '/load-balancers/{id}/listeners': {
    get: { summary: 'Listeners by protocol and port', query: ListTaggedQuery, answer: { page: 'Listener' } },
    post: {
      summary: 'Create a listener; it is stopped unless `start` is true',
      body: CreateListenerInput,
      answer: { created: 'Listener' },
    },
  },
  '/load-balancers/{id}/default-servers': {
    get: { summary: 'The default server group, by name', answer: { list: 'DefaultServer' } },
    put: {
      summary: 'Replace the default server group; a server that stays keeps its id and its connections',
      body: DefaultServersInput,
      answer: { list: 'DefaultServer' },
    },
  },
  '/load-balancers/{id}/vserver-groups': {
    get: { summary: 'VServer groups, newest first', query: ListGroupsQuery, answer: { page: 'VServerGroup' } },
    post: {
      summary: 'Create a VServer group; it may be filled later',
      body: CreateVServerGroupInput,
      answer: { created: 'VServerGroup' },
    },
  },
  '/vserver-groups/{id}': {
    get: { summary: 'One VServer group, and the listeners that use it', answer: { one: 'VServerGroup' } },
    patch: {
      summary: 'Change name or members; what is absent stays, `servers` replaces all, the same server and port is the same member',
      body: UpdateVServerGroupInput,
      answer: { one: 'VServerGroup' },
    },
    delete: { summary: 'Delete a group that no listener uses', answer: 'nothing' },
  },
  '/vserver-groups/{id}/tags': tagOperations('a VServer group'),
  '/load-balancers/{id}/active-standby-groups': {
    get: { summary: 'Active/standby server groups, newest first', query: ListGroupsQuery, answer: { page: 'ActiveStandbyGroup' } },
    post: {
      summary: 'Create an active/standby server group of exactly two servers',
      body: CreateActiveStandbyGroupInput,
      answer: { created: 'ActiveStandbyGroup' },
    },
  },
  '/active-standby-groups/{id}': {
    get: { summary: 'One active/standby server group, and which member serves', answer: { one: 'ActiveStandbyGroup' } },
    patch: {
      summary: 'Change name, ports, roles or members at once; what is absent stays, and so do open connections',
      body: UpdateActiveStandbyGroupInput,
      answer: { one: 'ActiveStandbyGroup' },
    },
    delete: { summary: 'Delete a group that no listener uses', answer: 'nothing' },
  },
  '/active-standby-groups/{id}/tags': tagOperations('an active/standby server group'),
  '/active-standby-groups/{id}/switch': {
    post: {
      summary: 'Send the traffic of all listeners of a group to one member: the standby until switched back, or the active',
      body: SwitchActiveStandbyGroupInput,
      answer: { one: 'ActiveStandbyGroup' },
    },
  },
  '/active-standby-groups/{id}/timeline': {
    get: { summary: `Of the listeners of a group: ${TIMELINE}`, query: TimeRangeQuery, answer: { one: 'Timeline' } },
  },
  '/active-standby-groups/{id}/check-standby': {
    post: {
      summary:
        'Check the standby once, now, as a listener of the group would, or by a TCP connection when none uses it; read the answer by its id',
      body: CheckStandbyInput,
      answer: { created: 'Probe' },
    },
  },
  '/active-standby-groups/{id}/traffic': {
    get: {
      summary: 'Totals of both members of a group right now, per listener and node; two answers make a rate',
      answer: { one: 'GroupTraffic' },
    },
  },
  '/active-standby-groups/{id}/drills': {
    get: { summary: 'Failover drills of a group with what they measured, newest first', query: PageQuery, answer: { page: 'Drill' } },
    post: {
      summary: 'Start a failover drill: for so long workers treat the active as if every probe of it failed; it ends on its own',
      body: StartDrillInput,
      answer: { created: 'Drill' },
    },
  },
  '/failover-drills/{id}': { get: { summary: 'One failover drill, as far as it has got', answer: { one: 'Drill' } } },
  '/failover-drills/{id}/stop': { post: { summary: 'End a failover drill before its time', answer: { one: 'Drill' } } },
  '/listeners/{id}': {
    get: { summary: 'One listener, and where it is in force', answer: { one: 'Listener' } },
    patch: { summary: 'Change a listener; what is absent stays', body: UpdateListenerInput, answer: { one: 'Listener' } },
    delete: { summary: 'Remove a listener; the last one stops its instance', answer: 'nothing' },
  },
  '/listeners/{id}/tags': tagOperations('a listener'),
  '/listeners/{id}/start': { post: { summary: 'Start a listener', answer: { one: 'Listener' } } },
  '/listeners/{id}/stop': { post: { summary: 'Stop a listener', answer: { one: 'Listener' } } },
  '/listeners/{id}/timeline': {
    get: { summary: `Of one listener: ${TIMELINE}`, query: TimeRangeQuery, answer: { one: 'Timeline' } },
  },
  '/listeners/{id}/traffic': {
    get: {
      summary: 'Traffic per step of time, of a listener and its servers: minutes for a day, longer steps for more',
      query: TimeRangeQuery,
      answer: { one: 'ListenerTraffic' },
    },
  },
  '/probes': {
    post: {
      summary: `Check up to ${PROBES_PER_CALL_MAX} servers once, now, with the settings of a health check; read the answers by their ids`,
      body: AskProbesInput,
      answer: { list: 'Probe' },
    },
  },
  '/probes/{id}': {
    get: { summary: 'One check that was asked for; it is kept for a day', answer: { one: 'Probe' } },
  },
  '/access-control-lists': {
    get: {
      summary: 'Access control lists of a region, newest first',
      query: ListAccessControlListsQuery,
      answer: { page: 'AccessControlListSummary' },
    },
    post: { summary: 'Create an access control list', body: CreateAccessControlListInput, answer: { created: 'AccessControlList' } },
  },
  '/access-control-lists/{id}': {
    get: { summary: 'One access control list with its entries, and which listeners use it', answer: { one: 'AccessControlList' } },
    patch: { summary: 'Rename an access control list', body: UpdateAccessControlListInput, answer: { one: 'AccessControlList' } },
    delete: { summary: 'Delete an access control list that no listener uses', answer: 'nothing' },
  },
  '/access-control-lists/{id}/tags': tagOperations('an access control list'),
  '/access-control-lists/{id}/entries': {
    post: {
      summary: 'Add entries, in force for new connections of every listener that uses the list; one that is there already stays as it is',
      body: AddAccessControlEntriesInput,
      answer: { one: 'AccessControlList' },
    },
  },
  '/access-control-lists/{id}/entries/remove': {
    post: {
      summary: 'Remove entries; one that is not there is no error. Without any entry left, a listener lets everybody pass (`isEmpty`)',
      body: RemoveAccessControlEntriesInput,
      answer: { one: 'AccessControlList' },
    },
  },
  '/overview': {
    get: {
      summary: 'A region at a glance: counts by status, what is wrong now, and the newest failovers',
      query: OverviewQuery,
      answer: { one: 'Overview' },
    },
  },
  '/idle-load-balancers': {
    get: {
      summary: 'Instances without traffic and without a change for more than seven days, and why; the oldest first',
      query: ListIdleLoadBalancersQuery,
      answer: { page: 'IdleLoadBalancer' },
    },
  },
  '/quotas': {
    get: { summary: 'The quotas of a region, and what is used of them', query: ListQuotasQuery, answer: { list: 'Quota' } },
  },
  '/quota-requests': {
    get: { summary: 'Applications for higher quotas, newest first', query: ListQuotaRequestsQuery, answer: { page: 'QuotaRequest' } },
    post: {
      summary: 'Apply for a higher quota: approved and in force at once, or rejected above the hard bound',
      body: CreateQuotaRequestInput,
      answer: { created: 'QuotaRequest' },
    },
  },
  '/tags': {
    get: {
      summary: 'Tags in use in a region, by key and value, and by how many resources',
      query: ListTagsQuery,
      answer: { page: 'SavedTag' },
    },
  },
  '/versions/{resourceType}/{resourceId}': {
    get: {
      summary: 'Versions of an instance, listener, server group or access control list, newest first, with what each has changed',
      query: PageQuery,
      answer: { page: 'Version' },
    },
  },
  '/versions/{resourceType}/{resourceId}/{version}': {
    get: { summary: 'One version, with the whole configuration as it was', answer: { one: 'VersionDocument' } },
  },
  '/versions/{resourceType}/{resourceId}/{version}/restore': {
    post: {
      summary: 'Go back to a version: a new change, checked like any other; whether the resource is started stays as it is',
      answer: { one: 'VersionDocument' },
    },
  },
  '/events': {
    get: {
      summary: 'Server-sent events of a region: config, status (look again), stale, live',
      query: z.object({ regionId: Id }),
      answer: 'events',
    },
  },
  '/health': {
    get: {
      summary: 'Whether the console and its database work',
      answer: { schema: z.object({ status: z.literal('ok') }) },
      isPublic: true,
    },
  },
  '/openapi.json': { get: { summary: 'This description', answer: { schema: z.record(z.string(), z.unknown()) } } },
  '/users/{id}/sessions': {
    get: { summary: 'Where a user is signed in', answer: { list: 'Session' } },
    delete: { takes: 'session', summary: 'End all sessions of a user', answer: 'nothing' },
  },
  '/users/{id}/sessions/{sessionId}': {
    delete: { takes: 'session', summary: 'End one session of a user', answer: 'nothing' },
  },
};
