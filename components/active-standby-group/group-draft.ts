import { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { type Issue, issuesOf } from '#domain/domain-error.ts';
import { GroupName } from '#domain/field.ts';
import { MEMBERS_PER_ACTIVE_STANDBY_GROUP } from '#domain/limits.ts';
import type { ServerView } from '#domain/view.ts';

export type DraftServer = Pick<ServerView, 'id' | 'name' | 'address' | 'zoneName'>;

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

/** Of the schema, or of the API. */
export type FieldIssue = Pick<Issue, 'path' | 'message'>;

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
      port: parsePort(member.port),
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

/** Nothing typed is a missing port; what is no number goes on as it is, for the schema to refuse. */
function parsePort(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
