import type { DraftServer } from '#components/server-group/draft-server.ts';
import { numberOrText } from '#components/ui/number-text.ts';
import { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { type Issue, issuesOf } from '#domain/domain-error.ts';
import { GroupName } from '#domain/field.ts';
import { MEMBERS_PER_ACTIVE_STANDBY_GROUP } from '#domain/limits.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';

export interface DraftMember {
  /** Of the member, or of the server while it is new: one server may be both members of a group, with two ports. */
  key: string;
  server: DraftServer;
  /** As typed. */
  port: string;
}

/** The form of console 7.4 while it is being filled in. */
export interface GroupDraft {
  name: string;
  members: DraftMember[];
  activeKey: string | null;
}

export const EMPTY_DRAFT: GroupDraft = { name: '', members: [], activeKey: null };

/** What OK still waits for, in the order of the steps. */
export type Missing = 'name' | 'servers' | 'ports' | 'active';

export interface ParsedDraft {
  input: CreateActiveStandbyGroupInput | null;
  issues: Issue[];
  missing: Missing[];
}

export function parseDraft(draft: GroupDraft): ParsedDraft {
  const result = CreateActiveStandbyGroupInput.safeParse({
    name: draft.name,
    servers: draft.members.map((member) => ({
      serverId: member.server.id,
      port: numberOrText(member.port),
      role: roleOf(draft, member),
    })),
  });
  if (result.success) {
    return { input: result.data, issues: [], missing: [] };
  }
  const issues = issuesOf(result.error);
  const missing: Missing[] = [];
  if (!GroupName.safeParse(draft.name).success) {
    missing.push('name');
  }
  if (draft.members.length !== MEMBERS_PER_ACTIVE_STANDBY_GROUP) {
    missing.push('servers');
  } else {
    if (issues.some((issue) => issue.path.endsWith('.port') || issue.code === 'BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID')) {
      missing.push('ports');
    }
    if (!draft.members.some((member) => member.key === draft.activeKey)) {
      missing.push('active');
    }
  }
  return { input: null, issues, missing };
}

/** The form of a group as it stands. */
export function draftOf({ name, servers }: ActiveStandbyGroupView): GroupDraft {
  const members = servers.map(({ memberId, serverId, serverName, address, port }) => ({
    key: memberId,
    server: { id: serverId, name: serverName, address, zoneName: null },
    port: port.toString(),
  }));
  return { name, members, activeKey: servers.find(({ role }) => role === 'active')?.memberId ?? null };
}

/** Servers that stay ticked keep the port and the role they had. */
export function withServers(draft: GroupDraft, servers: DraftServer[]): GroupDraft {
  const members = servers.map((server) => memberWith(draft, server) ?? { key: server.id, server, port: '' });
  const isActiveKept = members.some((member) => member.key === draft.activeKey);
  return { ...draft, members, activeKey: isActiveKept ? draft.activeKey : null };
}

/** As above, of a group that exists: a server that comes for another takes over its port and its role. */
export function replaceServers(draft: GroupDraft, servers: DraftServer[]): GroupDraft {
  const next = withServers(draft, servers);
  const left = draft.members.filter((member) => !next.members.some(({ key }) => key === member.key));
  const members = next.members.map((member) => (member.port === '' ? { ...member, port: left.shift()?.port ?? '' } : member));
  const newcomers = members.filter(({ key }) => !draft.members.some((member) => member.key === key));
  const heir = newcomers.length === 1 ? (newcomers[0]?.key ?? null) : null;
  return { ...next, members, activeKey: next.activeKey ?? heir };
}

function memberWith(draft: GroupDraft, server: DraftServer): DraftMember | undefined {
  return draft.members.find((member) => member.server.id === server.id);
}

function roleOf(draft: GroupDraft, member: DraftMember): 'active' | 'standby' | undefined {
  if (draft.activeKey === null) {
    return undefined;
  }
  return member.key === draft.activeKey ? 'active' : 'standby';
}
