import type { DraftServer } from '#components/server-group/draft-server.ts';
import { numberOrText } from '#components/ui/number-text.ts';
import { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { type Issue, issuesOf } from '#domain/domain-error.ts';
import { GroupName } from '#domain/field.ts';
import { MEMBERS_PER_ACTIVE_STANDBY_GROUP } from '#domain/limits.ts';

export interface DraftMember {
  server: DraftServer;
  /** As typed. */
  port: string;
}

/** The form of console 7.4 while it is being filled in. */
export interface GroupDraft {
  name: string;
  members: DraftMember[];
  activeServerId: string | null;
}

export const EMPTY_DRAFT: GroupDraft = { name: '', members: [], activeServerId: null };

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
    if (!draft.members.some((member) => member.server.id === draft.activeServerId)) {
      missing.push('active');
    }
  }
  return { input: null, issues, missing };
}

/** Servers that stay ticked keep the port and the role they had. */
export function withServers(draft: GroupDraft, servers: DraftServer[]): GroupDraft {
  const members = servers.map((server) => ({
    server,
    port: draft.members.find((member) => member.server.id === server.id)?.port ?? '',
  }));
  const isActiveKept = servers.some((server) => server.id === draft.activeServerId);
  return { ...draft, members, activeServerId: isActiveKept ? draft.activeServerId : null };
}

function roleOf(draft: GroupDraft, member: DraftMember): 'active' | 'standby' | undefined {
  if (draft.activeServerId === null) {
    return undefined;
  }
  return member.server.id === draft.activeServerId ? 'active' : 'standby';
}
