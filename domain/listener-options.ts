import { z } from 'zod';
import { CONNECTION_DRAINING_SECONDS_MAX, CONNECTION_DRAINING_SECONDS_MIN, PERSISTENCE_SECONDS_MAX } from './limits.ts';

const persistenceRule = `Session Persistence is a whole number of seconds from 0 (off) to ${PERSISTENCE_SECONDS_MAX}.`;
/** TCP: all connections of a source address go to one server for so long after its last activity (data-plane 5). */
export const Persistence = z.object(
  {
    timeoutSeconds: z.number(persistenceRule).int(persistenceRule).min(0, persistenceRule).max(PERSISTENCE_SECONDS_MAX, persistenceRule),
  },
  'persistence is {timeoutSeconds}.',
);
export type Persistence = z.infer<typeof Persistence>;
export const PERSISTENCE_OFF: Persistence = { timeoutSeconds: 0 };

const drainingRule = `Connection Draining Timeout is a whole number of seconds from ${CONNECTION_DRAINING_SECONDS_MIN} to ${CONNECTION_DRAINING_SECONDS_MAX}.`;
/**
 * TCP: what connections get whose server was removed or failed its check (data-plane 9). Null: off.
 * docs/decisions/0007 tells how it meets the options of an active/standby group.
 */
export const ConnectionDraining = z
  .object(
    {
      timeoutSeconds: z
        .number(drainingRule)
        .int(drainingRule)
        .min(CONNECTION_DRAINING_SECONDS_MIN, drainingRule)
        .max(CONNECTION_DRAINING_SECONDS_MAX, drainingRule),
    },
    'connectionDraining is {timeoutSeconds} or null.',
  )
  .nullable();
export type ConnectionDraining = z.infer<typeof ConnectionDraining>;

/** Proxy Protocol v2 in front of what the servers get, which must understand it (data-plane 17). */
export const ProxyProtocol = z.boolean('proxyProtocol is true or false.');
