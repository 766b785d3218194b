import type {
  ActiveStandbyMemberInput,
  CreateActiveStandbyGroupInput,
  UpdateActiveStandbyGroupInput,
} from '#domain/active-standby-group.ts';
import { type MemberChanges, planMembers } from '#domain/plan-members.ts';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView } from '#domain/view.ts';

/** Only what differs is sent: who renames a group does not take back somebody else's ports. */
export function changesOf(base: ActiveStandbyGroupView, { name, servers }: CreateActiveStandbyGroupInput): UpdateActiveStandbyGroupInput {
  return {
    ...(name === base.name ? {} : { name }),
    ...(wordOf(servers) === wordOf(base.servers) ? {} : { servers }),
  };
}

export function isSameGroup(one: ActiveStandbyGroupView, other: ActiveStandbyGroupView): boolean {
  return one.name === other.name && wordOf(one.servers) === wordOf(other.servers);
}

/** Equal for equal members, in whichever order. */
function wordOf(members: ActiveStandbyMemberInput[]): string {
  return members
    .map(({ serverId, port, role }) => `${serverId} ${port.toString()} ${role}`)
    .sort()
    .join('\n');
}

/** What a change does to new traffic, as texts with their values; of open connections the impact panel tells. */
export type Effect =
  | { kind: 'renamed' | 'unused' | 'switchVoid' }
  | { kind: 'swapMoves' | 'swapStays' | 'swapUnknown'; active: string; standby: string }
  | { kind: 'port'; server: string; from: string; to: string }
  | { kind: 'leaves' | 'leavesServing'; server: string; next: string }
  | { kind: 'unverified'; server: string };

type Member = ActiveStandbyMemberView & { id: string };
type Changes = MemberChanges<Member>;

interface Facts {
  base: ActiveStandbyGroupView;
  input: CreateActiveStandbyGroupInput;
  /** A listener that runs has the group. */
  isUsed: boolean;
  nameOf: (serverId: string) => string;
}

/** By docs/decisions/0005; empty when nothing is changed. */
export function effectsOf({ base, input, isUsed, nameOf }: Facts): Effect[] {
  const renamed: Effect[] = input.name === base.name ? [] : [{ kind: 'renamed' }];
  if (wordOf(input.servers) === wordOf(base.servers)) {
    return renamed;
  }
  if (!isUsed) {
    return [...renamed, { kind: 'unused' }];
  }
  const changes = planMembers<Member>(
    base.servers.map((server) => ({ ...server, id: server.memberId })),
    input.servers,
  );
  const nameOfRole = (role: 'active' | 'standby') => nameOf(input.servers.find((server) => server.role === role)?.serverId ?? '');
  const names = { active: nameOfRole('active'), standby: nameOfRole('standby') };
  return [
    ...renamed,
    ...swapEffects(base, changes, names),
    ...changes.stay.filter(({ member, wanted }) => member.port !== wanted.port).map(portEffect),
    ...changes.leave.map((member) => leaveEffect(base, member, isSwap(changes) ? names.active : names[member.role])),
    ...(isNewActive(changes) ? [{ kind: 'unverified', server: names.active } as const] : []),
  ];
}

/** The standby becomes the active. */
function isSwap({ stay }: Changes): boolean {
  return stay.some(({ member, wanted }) => member.role === 'standby' && wanted.role === 'active');
}

function swapEffects(base: ActiveStandbyGroupView, changes: Changes, names: { active: string; standby: string }): Effect[] {
  if (!isSwap(changes)) {
    return [];
  }
  const kinds = { active: 'swapMoves', standby: 'swapStays', mixed: 'swapUnknown' } as const;
  const swap: Effect = { kind: kinds[base.serving.role ?? 'mixed'], ...names };
  return base.switch?.to === 'standby' ? [swap, { kind: 'switchVoid' }] : [swap];
}

function portEffect({ member, wanted }: Changes['stay'][number]): Effect {
  return { kind: 'port', server: member.serverName, from: member.port.toString(), to: wanted.port.toString() };
}

function leaveEffect({ serving }: ActiveStandbyGroupView, member: Member, next: string): Effect {
  const isServing = serving.role === member.role || serving.role === 'mixed';
  return { kind: isServing ? 'leavesServing' : 'leaves', server: member.serverName, next };
}

/** A verdict belongs to a member in its place: who was standby, has come, or has another port, has none. */
function isNewActive({ stay, join }: Changes): boolean {
  return (
    join.some(({ role }) => role === 'active') ||
    stay.some(({ member, wanted }) => wanted.role === 'active' && (member.role === 'standby' || member.port !== wanted.port))
  );
}
