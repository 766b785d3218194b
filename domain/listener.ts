import { z } from 'zod';
import { AccessControl } from './access-control.ts';
import { BandwidthMbps } from './capacity.ts';
import { coded } from './error-code.ts';
import {
  ConnectTimeoutMilliseconds,
  FAILBACK_DEFAULT,
  Failback,
  ON_FAILOVER_DEFAULT,
  OnFailover,
  RETRY_IS_TCP_ONLY,
  RetryOnStandby,
  StandbyReadinessCheck,
} from './failover.ts';
import { Id, portField } from './field.ts';
import { HealthCheckSettings } from './health-check.ts';
import { CONNECT_TIMEOUT_MILLISECONDS_DEFAULT, LISTENER_NAME_LENGTH_MAX, UDP_PORTS_RESERVED } from './limits.ts';
import { ConnectionDraining, PERSISTENCE_OFF, Persistence, ProxyProtocol } from './listener-options.ts';
import { SCHEDULER_DEFAULT, Scheduler, schedulerFits } from './scheduling.ts';

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

/** The group that gets the traffic (data-plane 3.1). All servers of the default server group are reached at one port. */
export const ListenerTarget = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.literal('default'), backendPort: portField() }),
    z.object({ kind: z.literal('vserver-group'), id: Id }),
    z.object({ kind: z.literal('active-standby-group'), id: Id }),
  ],
  {
    error: ({ input }) =>
      input === undefined
        ? 'Choose the server group that the listener forwards to.'
        : 'The kind of a target is "default", "vserver-group" or "active-standby-group".',
  },
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
    standbyReadinessCheck: StandbyReadinessCheck.default(false),
    accessControl: AccessControl.nullable().default(null),
    scheduler: Scheduler.default(SCHEDULER_DEFAULT),
    persistence: Persistence.default(PERSISTENCE_OFF),
    connectionDraining: ConnectionDraining.default(null),
    bandwidthMbps: BandwidthMbps.default(null),
    proxyProtocol: ProxyProtocol.default(false),
    /** Automatically Enable Listener After Creation. The API leaves a new listener stopped, as the original does. */
    start: z.boolean().default(false),
  })
  .superRefine((listener, context) => {
    if (listener.protocol === 'udp' && UDP_PORTS_RESERVED.includes(listener.port)) {
      context.addIssue({ code: 'custom', path: ['port'], message: `UDP listeners cannot use the ports ${UDP_PORTS_RESERVED.join(', ')}.` });
    }
    for (const issue of [...protocolIssues(listener.protocol, listener), ...targetIssues(listener.target, listener)]) {
      context.addIssue({ code: 'custom', ...issue });
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
  standbyReadinessCheck: StandbyReadinessCheck.optional(),
  /** Null: off. */
  accessControl: AccessControl.nullable().optional(),
  scheduler: Scheduler.optional(),
  persistence: Persistence.optional(),
  connectionDraining: ConnectionDraining.optional(),
  bandwidthMbps: BandwidthMbps.optional(),
  proxyProtocol: ProxyProtocol.optional(),
});
export type UpdateListenerInput = z.infer<typeof UpdateListenerInput>;

/** One rule that a combination of fields breaks, and the field that is blamed. */
interface FieldIssue {
  path: string[];
  message: string;
}

type Options = Omit<UpdateListenerInput, 'name' | 'target'>;

/** Options that a protocol cannot have (data-plane 2). Absent ones break no rule. */
export function protocolIssues(protocol: ListenerProtocol, options: Options): FieldIssue[] {
  const isUdp = protocol === 'udp';
  const rules: [boolean, FieldIssue][] = [
    [
      options.healthCheck !== undefined && !healthCheckFits(protocol, options.healthCheck),
      { path: ['healthCheck', 'type'], message: UDP_CHECK_IS_UDP_ONLY },
    ],
    [isUdp && options.retryOnStandby === true, { path: ['retryOnStandby'], message: RETRY_IS_TCP_ONLY }],
    [
      options.scheduler !== undefined && !schedulerFits(protocol, options.scheduler),
      { path: ['scheduler'], message: QUIC_HASH_IS_UDP_ONLY },
    ],
    [
      isUdp && (options.persistence?.timeoutSeconds ?? 0) > 0,
      { path: ['persistence', 'timeoutSeconds'], message: PERSISTENCE_IS_TCP_ONLY },
    ],
    [isUdp && (options.connectionDraining ?? null) !== null, { path: ['connectionDraining'], message: CONNECTION_DRAINING_IS_TCP_ONLY }],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, issue]) => issue);
}

/** What a failover does, on a listener that can have none. The defaults are no wish and break no rule. */
export function targetIssues(target: Pick<ListenerTarget, 'kind'>, options: Options): FieldIssue[] {
  if (target.kind === 'active-standby-group') {
    return [];
  }
  const wishes = {
    retryOnStandby: options.retryOnStandby === true,
    failback: options.failback !== undefined && options.failback.mode !== FAILBACK_DEFAULT.mode,
    onFailover: options.onFailover !== undefined && options.onFailover.mode !== ON_FAILOVER_DEFAULT.mode,
    standbyReadinessCheck: options.standbyReadinessCheck === true,
  };
  return Object.entries(wishes)
    .filter(([, isWished]) => isWished)
    .map(([name]) => ({ path: [name], message: FAILOVER_IS_ACTIVE_STANDBY_ONLY }));
}

export const QUIC_HASH_IS_UDP_ONLY = 'Only a UDP listener can hash by QUIC connection id.';
export const PERSISTENCE_IS_TCP_ONLY = 'Only a TCP listener can have session persistence. For UDP, use the scheduler "sch".';
export const CONNECTION_DRAINING_IS_TCP_ONLY = 'Only a TCP listener can drain connections.';
export const FAILOVER_IS_ACTIVE_STANDBY_ONLY = 'Only a listener on an active/standby server group can have this.';
export const SCHEDULER_FAMILY_IS_FIXED = 'A listener cannot change between consistent hashing and the other algorithms.';

/** What is said when `healthCheckFits` does not hold. */
export const UDP_CHECK_IS_UDP_ONLY = 'A TCP listener cannot have a UDP health check.';

/** UDP listeners may be checked by UDP, TCP or HTTP, TCP listeners by TCP or HTTP (console 6.4). */
export function healthCheckFits(protocol: ListenerProtocol, check: Pick<HealthCheckSettings, 'type'>): boolean {
  return protocol === 'udp' || check.type !== 'udp';
}

export function defaultListenerName(listener: { protocol: ListenerProtocol; port: number }): string {
  return `${listener.protocol}_${listener.port}`;
}
