/** What desired state and the servers' condition say about the answer of a port, and nothing of how that comes about. */

export interface Member {
  name: string;
  address: string;
  weight: number;
}

export interface Group {
  id: string;
  kind: 'active-standby' | 'pool' | 'default';
  /** Of an active/standby group: the active, then the standby. */
  members: Member[];
}

export interface WantedListener {
  id: string;
  protocol: 'tcp' | 'udp';
  port: number;
  isEnabled: boolean;
  /** Without a check nobody is ever known to be down. */
  isChecked: boolean;
  hasPersistence: boolean;
  /** Whom its lists name; the client is in none of the others. */
  accessControl: { mode: 'whitelist' | 'blacklist'; names: 'nobody' | 'client' | 'others' } | null;
  group: Group;
}

export interface Instance {
  id: string;
  address: string;
  isActive: boolean;
  groups: Group[];
  listeners: WantedListener[];
}

/**
 * A closed port refuses; a port without a server for the client says one of `refusals` (data-plane 3.3); UDP is silent about
 * either.
 */
export function allowedAnswers(
  instance: Instance,
  listener: WantedListener,
  isUp: (member: Member) => boolean,
  refusals: readonly string[],
): string[] {
  const isUdp = listener.protocol === 'udp';
  if (!isOpen(instance, listener)) {
    return [isUdp ? 'silence' : 'ECONNREFUSED'];
  }
  const nobody = isUdp ? ['silence'] : refusals;
  if (!letsIn(listener)) {
    return [...nobody];
  }
  const seemsUp = (member: Member) => !listener.isChecked || isUp(member);
  const receiving =
    listener.group.kind === 'active-standby' ? servingOfPair(listener.group, seemsUp) : eligibleOfPool(listener.group, seemsUp);
  const answers = receiving.flatMap((member) => (isUp(member) ? [member.name] : nobody));
  return answers.length === 0 ? [...nobody] : answers;
}

export function isOpen(instance: Instance, listener: WantedListener): boolean {
  return instance.isActive && listener.isEnabled;
}

/** An empty list switches the control off in either mode (data-plane 10.2). */
function letsIn({ accessControl }: WantedListener): boolean {
  if (accessControl === null || accessControl.names === 'nobody') {
    return true;
  }
  return (accessControl.mode === 'whitelist') === (accessControl.names === 'client');
}

function eligibleOfPool({ members }: Group, seemsUp: (member: Member) => boolean): Member[] {
  return members.filter((member) => member.weight > 0 && seemsUp(member));
}

/** Data-plane 8: the active unless it is down; the standby is not asked how it is; weight 0 gets nothing and moves nothing. */
function servingOfPair({ members: [active, standby] }: Group, seemsUp: (member: Member) => boolean): Member[] {
  const serving = active && seemsUp(active) ? active : standby;
  return serving && serving.weight > 0 ? [serving] : [];
}
