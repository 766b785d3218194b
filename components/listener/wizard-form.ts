import type { DefaultValues, UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import { type CreateListenerInput, IDLE_TIMEOUT_SECONDS_DEFAULT, type ListenerTarget } from '#domain/listener.ts';
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
  protocol: ['protocol', 'port', 'name', 'idleTimeoutSeconds', 'start'],
  backend: ['target.id'],
  health: HEALTH_FIELDS,
  submit: [],
} as const satisfies Record<Step, readonly string[]>;

export const ALL_FIELDS = [...STEP_FIELDS.protocol, ...STEP_FIELDS.backend, ...STEP_FIELDS.health];

/** The first step that shows one of these paths, so that a refusal leads to where it can be mended. */
export function stepOfIssues(paths: readonly string[]): Step | null {
  const belongs = (path: string, field: string) => path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`);
  return STEPS.find((step) => paths.some((path) => path !== '' && STEP_FIELDS[step].some((field) => belongs(path, field)))) ?? null;
}

export function newListenerValues(): DefaultValues<WizardValues> {
  return {
    protocol: 'tcp',
    name: undefined,
    target: { kind: 'active-standby-group', id: '' },
    healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS_DEFAULT,
    start: true,
  };
}

/** The wizard can choose active/standby groups only; a listener that forwards elsewhere keeps what it has. */
export function hasFixedTarget({ target }: ListenerView): boolean {
  return target.kind !== 'active-standby-group';
}

export function valuesOf(
  listener: Pick<ListenerView, 'protocol' | 'port' | 'name' | 'target' | 'healthCheck' | 'idleTimeoutSeconds' | 'enabled'>,
): WizardValues {
  return {
    protocol: listener.protocol,
    port: listener.port,
    name: listener.name,
    target: targetOf(listener.target),
    healthCheck: listener.healthCheck,
    idleTimeoutSeconds: listener.idleTimeoutSeconds,
    start: listener.enabled,
  };
}

function targetOf(target: TargetView): ListenerTarget {
  return target.kind === 'default' ? target : { kind: target.kind, id: target.id };
}

/** What a number field holds: nothing, a number, or text that the schema refuses by its rule. */
export function numberOrText(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  const text = value.trim();
  if (text === '') {
    return undefined;
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** For optional fields, where nothing means null. */
export function textOrNull(value: unknown): unknown {
  return typeof value === 'string' && value.trim() === '' ? null : value;
}

export function numberOrNull(value: unknown): unknown {
  return numberOrText(value) ?? null;
}
