import { numberOrText } from '#components/ui/number-text.ts';
import { WEIGHT_DEFAULT } from '#domain/limits.ts';
import type { DraftServer, FieldIssue } from './draft-server.ts';

/** A member while its port and weight are being typed. One server may be there several times, with other ports. */
export interface DraftMember {
  key: string;
  server: DraftServer;
  /** As typed. */
  port: string;
  weight: string;
}

export type MemberColumn = 'port' | 'weight';

/** console 7.1: Duplicate to below, above and all. */
export type Reach = 'below' | 'above' | 'all';

export type MembersAction =
  | { type: 'load'; members: DraftMember[] }
  | { type: 'add'; servers: DraftServer[] }
  | { type: 'add-port'; key: string }
  | { type: 'set'; key: string; column: MemberColumn; text: string }
  | { type: 'duplicate'; key: string; column: MemberColumn; reach: Reach }
  | { type: 'clear'; column: MemberColumn }
  | { type: 'delete'; key: string };

export function changeMembers(members: DraftMember[], action: MembersAction): DraftMember[] {
  switch (action.type) {
    case 'load':
      return action.members;
    case 'add':
      return action.servers.reduce((all, server) => all.concat(newMember(all, server)), members);
    case 'add-port':
      return members.flatMap((member) => (member.key === action.key ? [member, newMember(members, member.server)] : [member]));
    case 'set':
      return members.map((member) => (member.key === action.key ? { ...member, [action.column]: action.text } : member));
    case 'duplicate':
      return duplicate(members, action);
    case 'clear':
      return members.map((member) => ({ ...member, [action.column]: '' }));
    case 'delete':
      return members.filter((member) => member.key !== action.key);
  }
}

function duplicate(members: DraftMember[], { key, column, reach }: { key: string; column: MemberColumn; reach: Reach }): DraftMember[] {
  const from = members.findIndex((member) => member.key === key);
  const value = members[from]?.[column] ?? '';
  const isReached = (index: number) => reach === 'all' || (reach === 'below' ? index > from : index < from);
  return members.map((member, index) => (isReached(index) ? { ...member, [column]: value } : member));
}

/** A key that no member has, so that each row keeps what belongs to it. */
function newMember(members: DraftMember[], server: DraftServer): DraftMember {
  let number = 1;
  while (members.some((member) => member.key === `${server.id}:${number.toString()}`)) {
    number += 1;
  }
  return { key: `${server.id}:${number.toString()}`, server, port: '', weight: WEIGHT_DEFAULT.toString() };
}

interface SavedMember {
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  zoneName: string | null;
  port?: number;
  weight: number;
}

export function draftOf(members: SavedMember[]): DraftMember[] {
  return members.map(({ memberId, serverId, serverName, address, zoneName, port, weight }) => ({
    key: memberId,
    server: { id: serverId, name: serverName, address, zoneName },
    port: port?.toString() ?? '',
    weight: weight.toString(),
  }));
}

/** What the schemas are asked about; text that is no number goes on as it is, for them to refuse. */
export function memberInputs(members: DraftMember[]): { serverId: string; port: unknown; weight: unknown }[] {
  return members.map((member) => ({
    serverId: member.server.id,
    port: numberOrText(member.port),
    // An absent weight is 100 to the API; a field that was cleared is not to mean that.
    weight: numberOrText(member.weight) ?? '',
  }));
}

export interface MemberIssues {
  server?: string;
  port?: string;
  weight?: string;
}

/** Issues by the index of their member; `prefix` is where the members stand in the input. */
export function issuesOfMembers(issues: readonly FieldIssue[], prefix: '' | 'servers.'): Map<number, MemberIssues> {
  const found = new Map<number, MemberIssues>();
  for (const { path, message } of issues) {
    const match = path.startsWith(prefix) ? /^(\d+)(?:\.(serverId|port|weight))?$/.exec(path.slice(prefix.length)) : null;
    if (match) {
      const index = Number(match[1]);
      // A pair that is there twice is mended by another port.
      const field = match[2] === 'serverId' ? 'server' : match[2] === 'weight' ? 'weight' : 'port';
      found.set(index, { [field]: message, ...found.get(index) });
    }
  }
  return found;
}
