import { z } from 'zod';
import { Id, portField } from './field.ts';
import { HealthCheckSettings } from './health-check.ts';
import { PROBES_PER_CALL_MAX } from './limits.ts';

/** Single checks that somebody asks for: a worker probes once and says what came of it. Nothing follows from the answer. */

/** With the settings of one listener of the group; absent: of its first one by protocol and port. */
export const CheckStandbyInput = z.object({ listenerId: Id.optional() });
export type CheckStandbyInput = z.infer<typeof CheckStandbyInput>;

const targetsRule = `Name 1 to ${PROBES_PER_CALL_MAX} servers.`;

/** Servers of one region; a port of the health check itself goes before theirs. */
export const AskProbesInput = z.object({
  regionId: Id,
  settings: HealthCheckSettings,
  targets: z
    .array(z.object({ serverId: Id, port: portField() }), targetsRule)
    .min(1, targetsRule)
    .max(PROBES_PER_CALL_MAX, targetsRule),
});
export type AskProbesInput = z.infer<typeof AskProbesInput>;
