import type { CreateVServerGroupInput, UpdateVServerGroupInput } from '#domain/server-group.ts';
import type { VServerGroupView, VServerMemberView } from '#domain/view.ts';

type Member = Pick<VServerMemberView, 'serverId' | 'port' | 'weight'>;

/** Only what differs is sent: who renames a group does not take back somebody else's weights. */
export function changesOf(base: VServerGroupView, { name, servers }: CreateVServerGroupInput): UpdateVServerGroupInput {
  return {
    ...(name === base.name ? {} : { name }),
    ...(wordOf(servers) === wordOf(base.servers) ? {} : { servers }),
  };
}

export function isSameGroup(one: VServerGroupView, other: VServerGroupView): boolean {
  return one.name === other.name && wordOf(one.servers) === wordOf(other.servers);
}

/** Members that still get traffic and would be gone. */
export function leavingWithTraffic(base: VServerGroupView, { servers }: CreateVServerGroupInput): VServerMemberView[] {
  return base.servers.filter(
    (member) => member.weight > 0 && !servers.some(({ serverId, port }) => serverId === member.serverId && port === member.port),
  );
}

/** Equal for equal members, in whichever order. */
function wordOf(members: Member[]): string {
  return members
    .map(({ serverId, port, weight }) => `${serverId} ${port.toString()} ${weight.toString()}`)
    .sort()
    .join('\n');
}
