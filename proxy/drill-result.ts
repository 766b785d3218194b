import { z } from 'zod';

/** What a failover drill did to one listener on this node; see drill_result in prisma/schema.prisma. Times are ISO 8601. */
export const DrillResult = z.object({
  drillId: z.string(),
  listenerId: z.string(),
  regionId: z.string(),
  beganAt: z.string(),
  movedAt: z.string().nullable(),
  returnedAt: z.string().nullable(),
  /** From the beginning until the standby's routing was in force in all forwarders, by a clock that only goes forward. */
  downtimeMs: z.number().int().nullable(),
  connectionsAffected: z.number().int(),
  note: z.string().nullable(),
});
export type DrillResult = z.infer<typeof DrillResult>;
