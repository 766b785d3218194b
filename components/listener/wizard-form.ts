import type { DefaultValues, UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import type { AccessControl } from '#domain/access-control.ts';
import { FAILBACK_DEFAULT, ON_FAILOVER_DEFAULT } from '#domain/failover.ts';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import { CONNECT_TIMEOUT_MILLISECONDS_DEFAULT } from '#domain/limits.ts';
import {
  type CreateListenerInput,
  IDLE_TIMEOUT_SECONDS_DEFAULT,
  type ListenerProtocol,
  type ListenerTarget,
  type UpdateListenerInput,
} from '#domain/listener.ts';
import { PERSISTENCE_OFF } from '#domain/listener-options.ts';
import { type Scheduler, schedulerFits } from '#domain/scheduling.ts';
import type { ListenerView, TargetView } from '#domain/view.ts';

/** The listener wizard holds one form of the API's own input; the steps only show parts of it. */
export type WizardValues = z.input<typeof CreateListenerInput>;
export type WizardForm = UseFormReturn<WizardValues, unknown, CreateListenerInput>;

export const STEPS = ['protocol', 'backend', 'health', 'submit'] as const;
export type Step = (typeof STEPS)[number];

const HEALTH_FIELDS = [
  'healthCheck.enabled',
  'healthCheck.type',
  'healthCheck.port',
  'healthCheck.timeoutSeconds',
  'healthCheck.intervalSeconds',
  'healthCheck.healthyThreshold',
  'healthCheck.unhealthyThreshold',
  'healthCheck.request',
  'healthCheck.expected',
  'healthCheck.method',
  'healthCheck.path',
  'healthCheck.domain',
  'healthCheck.statusClasses',
] as const;

export const STEP_FIELDS = {
  protocol: [
    'protocol',
    'port',
    'name',
    'scheduler',
    'persistence.timeoutSeconds',
    'connectionDraining.timeoutSeconds',
    'bandwidthMbps',
    'idleTimeoutSeconds',
    'accessControl.mode',
    'accessControl.listIds',
    'proxyProtocol',
    'start',
  ],
  backend: [
    'target.id',
    'target.backendPort',
    'retryOnStandby',
    'connectTimeoutMilliseconds',
    'failback.mode',
    'failback.stableSeconds',
    'onFailover.mode',
    'onFailover.drainSeconds',
    'standbyReadinessCheck',
  ],
  health: HEALTH_FIELDS,
  submit: [],
} as const satisfies Record<Step, readonly string[]>;

export const ALL_FIELDS = [...STEP_FIELDS.protocol, ...STEP_FIELDS.backend, ...STEP_FIELDS.health];

/** The first step that shows one of these paths, so that a refusal leads to where it can be mended. */
export function stepOfIssues(paths: readonly string[]): Step | null {
  const belongs = (path: string, field: string) => path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`);
  return STEPS.find((step) => paths.some((path) => path !== '' && STEP_FIELDS[step].some((field) => belongs(path, field)))) ?? null;
}

/** What fields begin with when their switch is turned on. */
export const INITIAL = {
  persistenceSeconds: 300,
  connectionDrainingSeconds: 300,
  bandwidthMbps: 100,
  stableSeconds: 60,
  drainSeconds: 60,
} as const;

/** Round robin as the newest console has it, not the API's default (console 6.1). */
const CONSOLE_SCHEDULER = 'rr';

/** `kind`: of the target that is offered first. */
export function newListenerValues(kind: ListenerTarget['kind'] = 'default'): DefaultValues<WizardValues> {
  return {
    protocol: 'tcp',
    name: undefined,
    target: emptyTarget(kind),
    healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS_DEFAULT,
    retryOnStandby: false,
    connectTimeoutMilliseconds: CONNECT_TIMEOUT_MILLISECONDS_DEFAULT,
    failback: FAILBACK_DEFAULT,
    onFailover: ON_FAILOVER_DEFAULT,
    standbyReadinessCheck: false,
    scheduler: CONSOLE_SCHEDULER,
    persistence: PERSISTENCE_OFF,
    connectionDraining: null,
    bandwidthMbps: null,
    accessControl: null,
    proxyProtocol: false,
    start: true,
  };
}

/** A target of which only the kind is chosen. The form holds it while it is filled in; the schema does not let it pass. */
export function emptyTarget(kind: ListenerTarget['kind']): ListenerTarget {
  return kind === 'default' ? ({ kind } as ListenerTarget) : { kind, id: '' };
}

/** Another protocol has other defaults, and cannot have every algorithm. */
export function valuesForProtocol(protocol: ListenerProtocol, scheduler: Scheduler): Pick<WizardValues, 'healthCheck' | 'scheduler'> {
  return {
    healthCheck: HEALTH_CHECK_DEFAULTS[protocol],
    scheduler: schedulerFits(protocol, scheduler) ? scheduler : CONSOLE_SCHEDULER,
  };
}

type ListenerSettings = { accessControl: AccessControl | null } & Omit<
  ListenerView,
  | 'id'
  | 'loadBalancerId'
  | 'regionId'
  | 'status'
  | 'accessControl'
  | 'tags'
  | 'health'
  | 'serving'
  | 'redundancy'
  | 'members'
  | 'nodes'
  | 'traffic'
  | 'revision'
  | 'version'
  | 'revisedAt'
  | 'createdAt'
>;

export function valuesOf(listener: ListenerSettings): WizardValues {
  return {
    protocol: listener.protocol,
    port: listener.port,
    name: listener.name,
    target: targetOf(listener.target),
    healthCheck: listener.healthCheck,
    idleTimeoutSeconds: listener.idleTimeoutSeconds,
    retryOnStandby: listener.retryOnStandby,
    connectTimeoutMilliseconds: listener.connectTimeoutMilliseconds,
    failback: listener.failback,
    onFailover: listener.onFailover,
    standbyReadinessCheck: listener.standbyReadinessCheck,
    scheduler: listener.scheduler,
    persistence: listener.persistence,
    connectionDraining: listener.connectionDraining,
    bandwidthMbps: listener.bandwidthMbps,
    accessControl: accessControlOf(listener),
    proxyProtocol: listener.proxyProtocol,
    start: listener.enabled,
  };
}

/**
 * What holds of the form: options that the protocol or the kind of target cannot have stay in it, for the way back, but
 * neither count nor go out (docs/decisions/0007).
 */
export function effectiveValues(values: WizardValues): WizardValues {
  return {
    ...values,
    ...(values.protocol === 'tcp' ? {} : { retryOnStandby: undefined, persistence: undefined, connectionDraining: undefined }),
    ...(values.target.kind === 'active-standby-group'
      ? {}
      : { retryOnStandby: undefined, failback: undefined, onFailover: undefined, standbyReadinessCheck: undefined }),
  };
}

/** What is sent to change a listener: what differs from how it was when the form was opened. Others may have changed the rest. */
export function changesOf(base: ListenerSettings, values: CreateListenerInput): UpdateListenerInput {
  const { protocol: _protocol, port: _port, start: _start, ...wanted } = values;
  const before: Record<string, unknown> = { ...base, target: targetOf(base.target), accessControl: accessControlOf(base) };
  if (wanted.target.kind !== 'active-standby-group') {
    const { retryOnStandby: _retry, failback: _failback, onFailover: _onFailover, standbyReadinessCheck: _readiness, ...rest } = wanted;
    return differing(rest, before);
  }
  return differing(wanted, before);
}

function differing(wanted: UpdateListenerInput, before: Record<string, unknown>): UpdateListenerInput {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}

function targetOf(target: TargetView): ListenerTarget {
  return target.kind === 'default' ? target : { kind: target.kind, id: target.id };
}

function accessControlOf({ accessControl }: Pick<ListenerSettings, 'accessControl'>): AccessControl | null {
  return accessControl && { mode: accessControl.mode, listIds: accessControl.listIds };
}
