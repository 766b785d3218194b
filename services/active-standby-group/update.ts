import { UpdateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { type MemberChanges, planMembers } from '#domain/plan-members.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { ActiveStandbyMember } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import type { Database } from '../read.ts';
import { requireServers } from '../server/require-servers.ts';
import { changeGroup } from './change.ts';

/** Name, ports, roles and members, in one transaction: workers see the group before or after, never between. */
export async function updateActiveStandbyGroup(context: Context, input: { id: string; changes: unknown }): Promise<ActiveStandbyGroupView> {
  const { name, servers } = parseBody(UpdateActiveStandbyGroupInput, input.changes);
  return changeGroup(context, input.id, 'active-standby-group:updated', async (tx, before, access) => {
    const isRenamed = name !== undefined && name !== before.name;
    const changes = servers && planMembers(before.members, servers);
    const hasNewMembers = changes !== undefined && isChange(changes);
    if (servers && hasNewMembers) {
      await requireServers(tx, access, before.regionId, servers, {
        presentServerIds: new Set(before.members.map((member) => member.serverId)),
      });
      await changeMembers(tx, before, changes);
    }
    if (isRenamed || (hasNewMembers && endsSwitch(changes))) {
      const ended = { switchTo: null, switchedAt: null, switchReason: null, switchedBy: null };
      await tx.activeStandbyGroup.update({
        where: { id: before.id },
        data: { name, ...(hasNewMembers && endsSwitch(changes) ? ended : {}) },
      });
    }
    return isRenamed || hasNewMembers;
  });
}

function isChange({ stay, leave, join }: MemberChanges<ActiveStandbyMember>): boolean {
  return leave.length + join.length > 0 || stay.some(({ member, wanted }) => member.port !== wanted.port || member.role !== wanted.role);
}

/** Where traffic was sent by hand is where it belongs once the standby has become the active. */
function endsSwitch({ stay }: MemberChanges<ActiveStandbyMember>): boolean {
  return stay.some(({ member, wanted }) => member.role === 'standby' && wanted.role === 'active');
}

async function changeMembers(
  tx: Database,
  group: { id: string; regionId: string },
  { stay, leave, join }: MemberChanges<ActiveStandbyMember>,
): Promise<void> {
  await tx.activeStandbyMember.deleteMany({ where: { id: { in: leave.map((member) => member.id) } } });
  for (const { member, wanted } of stay) {
    if (member.port !== wanted.port || member.role !== wanted.role) {
      await tx.activeStandbyMember.update({ where: { id: member.id }, data: { port: wanted.port, role: wanted.role } });
    }
  }
  await tx.activeStandbyMember.createMany({ data: join.map((server) => ({ ...server, groupId: group.id, regionId: group.regionId })) });
}
