import { z } from 'zod';
import { AccessControl } from './access-control.ts';
import { coded } from './error-code.ts';
import {
  ConnectTimeoutMilliseconds,
  FAILBACK_DEFAULT,
  Failback,
  ON_FAILOVER_DEFAULT,
  OnFailover,
  RETRY_IS_TCP_ONLY,
  RetryOnStandby,
} from './failover.ts';
import { Id, portField } from './field.ts';
import { HealthCheckSettings } from './health-check.ts';
import { CONNECT_TIMEOUT_MILLISECONDS_DEFAULT, LISTENER_NAME_LENGTH_MAX, UDP_PORTS_RESERVED } from './limits.ts';

/** Layer 7 protocols are named so that the refusal can say what is wrong, not only that something is. */
export const ListenerProtocol = z.enum(['tcp', 'udp'], {
  error: (issue) =>
    issue.input === 'http' || issue.input === 'https'
      ? coded('VipNotMatchRspool', 'Only TCP and UDP listeners can use an active/standby server group.')
      : 'A listener is "tcp" or "udp".',
});
export type ListenerProtocol = z.infer<typeof ListenerProtocol>;

export const ListenerName = z
  .string()
  .trim()
  .min(1, { error: 'Enter a name.', abort: true })
  .max(LISTENER_NAME_LENGTH_MAX, `A listener name has at most ${LISTENER_NAME_LENGTH_MAX} characters.`)
  .regex(/^[\p{L}\p{M}\p{N}./_-]+$/u, 'A name has letters, digits, "-", "/", "." and "_" only.');

export const ListenerTarget = z.object(
  {
    kind: z.literal('active-standby-group', 'The target of a listener is an active/standby server group.'),
    id: Id,
  },
  'Choose the server group that the listener forwards to.',
);
export type ListenerTarget = z.infer<typeof ListenerTarget>;

const idleRule = 'Idle Timeout is a whole number of seconds from 10 to 900.';
const IdleTimeoutSeconds = z.number(idleRule).int(idleRule).min(10, idleRule).max(900, idleRule);
export const IDLE_TIMEOUT_SECONDS_DEFAULT = 900;

/** What the wizard and POST …/listeners send; rules across fields of console 6 and data-plane 2. */
export const CreateListenerInput = z
  .object({
    protocol: ListenerProtocol,
    port: portField(),
    /** Absent: `protocol_port`, for example `tcp_80` (console 5.1). */
    name: ListenerName.optional(),
    target: ListenerTarget,
    healthCheck: HealthCheckSettings,
    idleTimeoutSeconds: IdleTimeoutSeconds.default(IDLE_TIMEOUT_SECONDS_DEFAULT),
    /** TCP only: a connection that the active does not accept goes to the standby at once. */
    retryOnStandby: RetryOnStandby.default(false),
    /** Of TCP; without effect on UDP, like the idle timeout. */
    connectTimeoutMilliseconds: ConnectTimeoutMilliseconds.default(CONNECT_TIMEOUT_MILLISECONDS_DEFAULT),
    failback: Failback.default(FAILBACK_DEFAULT),
    onFailover: OnFailover.default(ON_FAILOVER_DEFAULT),
    accessControl: AccessControl.nullable().default(null),
    /** Automatically Enable Listener After Creation. The API leaves a new listener stopped, as the original does. */
    start: z.boolean().default(false),
  })
  .superRefine((listener, context) => {
    if (listener.protocol === 'udp' && UDP_PORTS_RESERVED.includes(listener.port)) {
      context.addIssue({ code: 'custom', path: ['port'], message: `UDP listeners cannot use the ports ${UDP_PORTS_RESERVED.join(', ')}.` });
    }
    if (!healthCheckFits(listener.protocol, listener.healthCheck)) {
      context.addIssue({ code: 'custom', path: ['healthCheck', 'type'], message: UDP_CHECK_IS_UDP_ONLY });
    }
    if (listener.protocol === 'udp' && listener.retryOnStandby) {
      context.addIssue({ code: 'custom', path: ['retryOnStandby'], message: RETRY_IS_TCP_ONLY });
    }
  });
export type CreateListenerInput = z.infer<typeof CreateListenerInput>;

/** Protocol and port are fixed (console 5.2); what is absent stays as it is. */
export const UpdateListenerInput = z.object({
  name: ListenerName.optional(),
  target: ListenerTarget.optional(),
  healthCheck: HealthCheckSettings.optional(),
  idleTimeoutSeconds: IdleTimeoutSeconds.optional(),
  retryOnStandby: RetryOnStandby.optional(),
  connectTimeoutMilliseconds: ConnectTimeoutMilliseconds.optional(),
  failback: Failback.optional(),
  onFailover: OnFailover.optional(),
  /** Null: off. */
  accessControl: AccessControl.nullable().optional(),
});
export type UpdateListenerInput = z.infer<typeof UpdateListenerInput>;

/** What is said when `healthCheckFits` does not hold. */
export const UDP_CHECK_IS_UDP_ONLY = 'A TCP listener cannot have a UDP health check.';

/** UDP listeners may be checked by UDP, TCP or HTTP, TCP listeners by TCP or HTTP (console 6.4). */
export function healthCheckFits(protocol: ListenerProtocol, check: Pick<HealthCheckSettings, 'type'>): boolean {
  return protocol === 'udp' || check.type !== 'udp';
}

export function defaultListenerName(listener: { protocol: ListenerProtocol; port: number }): string {
  return `${listener.protocol}_${listener.port}`;
}
