/** What desired state and the servers' condition say about the answer of a port, and nothing of how that comes about. */

export interface Member {
  name: string;
  address: string;
  weight: number;
}

export interface Group {
  id: string;
  kind: 'active-standby' | 'pool';
  /** Of an active/standby group: the active, then the standby. */
  members: Member[];
}

export interface WantedListener {
  id: string;
  port: number;
  isEnabled: boolean;
  group: Group;
}

export interface Instance {
  id: string;
  address: string;
  isActive: boolean;
  groups: Group[];
  listeners: WantedListener[];
}

/** A closed port refuses; a port without a server for the client resets (data-plane 3.3). */
export function allowedAnswers(instance: Instance, listener: WantedListener, isUp: (member: Member) => boolean): string[] {
  if (!instance.isActive || !listener.isEnabled) {
    return ['ECONNREFUSED'];
  }
  const eligible = listener.group.kind === 'pool' ? eligibleOfPool(listener.group, isUp) : servingOfPair(listener.group, isUp);
  return eligible.length === 0 ? ['ECONNRESET'] : eligible.map((member) => member.name);
}

function eligibleOfPool({ members }: Group, isUp: (member: Member) => boolean): Member[] {
  return members.filter((member) => member.weight > 0 && isUp(member));
}

/** Data-plane 8: the active unless it is down; the standby is not asked how it is; weight 0 gets nothing and moves nothing. */
function servingOfPair({ members: [active, standby] }: Group, isUp: (member: Member) => boolean): Member[] {
  const serving = active && isUp(active) ? active : standby;
  return serving && serving.weight > 0 && isUp(serving) ? [serving] : [];
}
