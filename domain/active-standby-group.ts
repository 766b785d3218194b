import { z } from 'zod';
import { coded } from './error-code.ts';
import { GroupName, portField, Reason } from './field.ts';
import { MEMBERS_PER_ACTIVE_STANDBY_GROUP } from './limits.ts';

export const MemberRole = z.enum(['active', 'standby'], coded('INVALID_SERVER_TYPE', 'A role is "active" or "standby".'));
export type MemberRole = z.infer<typeof MemberRole>;

export const ActiveStandbyMemberInput = z.object({
  serverId: z
    .string(coded('BACKEND_SERVER_ID_CAN_NOT_EMPTY', 'Choose a server.'))
    .min(1, coded('BACKEND_SERVER_ID_CAN_NOT_EMPTY', 'Choose a server.'))
    .max(80, coded('BackendServersMalformed', 'No server id is that long.')),
  port: portField({ missing: 'BACKEND_SERVER_PORT_CAN_NOT_EMPTY', range: 'RealServerPortNotSupport' }),
  role: MemberRole,
});
export type ActiveStandbyMemberInput = z.infer<typeof ActiveStandbyMemberInput>;

/** console 7.4: exactly two members, one active and one standby, distinct as (server, port). */
export const ActiveStandbyMembers = z
  .array(ActiveStandbyMemberInput, coded('BackendServersMalformed', 'servers is a list of {serverId, port, role}.'))
  .length(
    MEMBERS_PER_ACTIVE_STANDBY_GROUP,
    coded('BACKEND_SERVERS_NUM_MUST_BE_TWO', 'An active/standby server group has exactly two servers.'),
  )
  .superRefine((members, context) => {
    const [first, second] = members;
    if (!first || !second) {
      return;
    }
    if (first.serverId === second.serverId && first.port === second.port) {
      context.addIssue({
        code: 'custom',
        message: coded('BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID', 'The two servers must differ in server or port.'),
      });
    }
    if (first.role === second.role) {
      context.addIssue({
        code: 'custom',
        message: coded('BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', 'Exactly one of the two servers is the active one.'),
      });
    }
  });

export const CreateActiveStandbyGroupInput = z.object({ name: GroupName, servers: ActiveStandbyMembers });
export type CreateActiveStandbyGroupInput = z.infer<typeof CreateActiveStandbyGroupInput>;

/** What is absent stays. `servers` names both members as they shall be: other ports, roles swapped, a member replaced. */
export const UpdateActiveStandbyGroupInput = z.object({ name: GroupName.optional(), servers: ActiveStandbyMembers.optional() });
export type UpdateActiveStandbyGroupInput = z.infer<typeof UpdateActiveStandbyGroupInput>;

/** A switch-over by hand, of all listeners of the group; docs/decisions/0005 says how long it holds. */
export const SwitchActiveStandbyGroupInput = z.object({
  to: MemberRole,
  /** Stands in the failover event and in the audit. */
  reason: Reason,
});
export type SwitchActiveStandbyGroupInput = z.infer<typeof SwitchActiveStandbyGroupInput>;
