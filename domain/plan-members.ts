import type { ActiveStandbyMemberInput } from './active-standby-group.ts';

export interface PresentMember {
  id: string;
  serverId: string;
  port: number;
}

export interface MemberChanges<M> {
  /** Members that stay, with what they shall be. */
  stay: { member: M; wanted: ActiveStandbyMemberInput }[];
  leave: M[];
  join: ActiveStandbyMemberInput[];
}

/**
 * Which member becomes which. A member that stays keeps its id, and with that its weight and its connections:
 * 1. the same server and port is the same member, whatever its role;
 * 2. of what is left, the same server is the same member with another port.
 * In this order no step meets a server and port that another member still has.
 */
export function planMembers<M extends PresentMember>(present: M[], wanted: ActiveStandbyMemberInput[]): MemberChanges<M> {
  const stay: MemberChanges<M>['stay'] = [];
  let leave = present;
  let join = wanted;
  for (const isSame of [isSameServerAndPort, isSameServer]) {
    for (const one of join) {
      const member = leave.find((candidate) => isSame(candidate, one));
      if (member) {
        stay.push({ member, wanted: one });
        leave = leave.filter((other) => other !== member);
        join = join.filter((other) => other !== one);
      }
    }
  }
  return { stay, leave, join };
}

type Place = Pick<PresentMember, 'serverId' | 'port'>;

function isSameServer(a: Place, b: Place): boolean {
  return a.serverId === b.serverId;
}

function isSameServerAndPort(a: Place, b: Place): boolean {
  return isSameServer(a, b) && a.port === b.port;
}
