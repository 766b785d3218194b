import { z } from 'zod';
import { coded } from './error-code.ts';
import { GroupName, portField } from './field.ts';
import { SERVERS_PER_CALL_MAX, WEIGHT_DEFAULT, WEIGHT_MAX } from './limits.ts';

/** Members of the groups that share traffic among their servers: the default server group and VServer groups (console 7.2, 7.3). */

const weightRule = coded('InvalidWeight.Malformed', `A weight is a whole number from 0 to ${WEIGHT_MAX}.`);
/** 0: no new traffic, existing connections go on (data-plane 4.1). */
export const Weight = z.number(weightRule).int(weightRule).min(0, weightRule).max(WEIGHT_MAX, weightRule);

const idRule = coded('BackendServersMalformed', 'Choose a server.');
const ServerId = z.string(idRule).min(1, idRule).max(80, coded('BackendServersMalformed', 'No server id is that long.'));

/** The port is each listener's own (console 6.3). */
export const DefaultServerInput = z.object({ serverId: ServerId, weight: Weight.default(WEIGHT_DEFAULT) });
export type DefaultServerInput = z.infer<typeof DefaultServerInput>;

/** The whole default server group of an instance. */
export const DefaultServersInput = memberList(DefaultServerInput, {
  shape: 'The default server group is a list of {serverId, weight}.',
  keyOf: (server) => server.serverId,
  twice: 'A server can be in the default server group once only.',
});
export type DefaultServersInput = z.infer<typeof DefaultServersInput>;

/** A server may come with several ports; each is a member of its own. */
export const VServerMemberInput = z.object({
  serverId: ServerId,
  port: portField({ missing: 'BackendServersMalformed', range: 'RealServerPortNotSupport' }),
  weight: Weight.default(WEIGHT_DEFAULT),
});
export type VServerMemberInput = z.infer<typeof VServerMemberInput>;

export const VServerMembers = memberList(VServerMemberInput, {
  shape: 'servers is a list of {serverId, port, weight}.',
  keyOf: (server) => `${server.serverId} ${server.port}`,
  twice: 'A server can be in a group once only with the same port.',
});

export const CreateVServerGroupInput = z.object({ name: GroupName, servers: VServerMembers.default([]) });
export type CreateVServerGroupInput = z.infer<typeof CreateVServerGroupInput>;

/** What is absent stays. `servers` names all members as they shall be. */
export const UpdateVServerGroupInput = z.object({ name: GroupName.optional(), servers: VServerMembers.optional() });
export type UpdateVServerGroupInput = z.infer<typeof UpdateVServerGroupInput>;

function memberList<M extends z.ZodType>(
  member: M,
  { shape, keyOf, twice }: { shape: string; keyOf: (member: z.output<M>) => string; twice: string },
) {
  return z
    .array(member, coded('BackendServersMalformed', shape))
    .max(SERVERS_PER_CALL_MAX, coded('TooManyBackendServers', `A group has at most ${SERVERS_PER_CALL_MAX} servers.`))
    .superRefine((members, context) => {
      const seen = new Set<string>();
      for (const [index, one] of members.entries()) {
        const key = keyOf(one);
        if (seen.has(key)) {
          context.addIssue({ code: 'custom', path: [index], message: coded('BackendServersMalformed', twice) });
        }
        seen.add(key);
      }
    });
}
