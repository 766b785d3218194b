import { z } from 'zod';
import { MemberRole } from '#domain/active-standby-group.ts';
import { ListenerProtocol } from '#domain/listener.ts';

/** Traffic of one listener moved from one member to the other. */
export const FailoverEvent = z.object({
  /** Made by this node, so that a report sent twice is stored once. */
  id: z.uuid(),
  loadBalancerId: z.string(),
  regionId: z.string(),
  listenerId: z.string(),
  protocol: ListenerProtocol,
  port: z.number().int(),
  groupId: z.string(),
  groupName: z.string(),
  from: MemberRole,
  to: MemberRole,
  fromServer: z.string(),
  toServer: z.string(),
  reason: z.string(),
  /** ISO 8601. */
  at: z.string(),
});
export type FailoverEvent = z.infer<typeof FailoverEvent>;
