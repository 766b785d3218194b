import {
  effectiveTimeoutSeconds,
  type HealthCheckSettings,
  type HealthCheckType,
  type HttpCheckMethod,
  type HttpStatusClass,
} from '#domain/health-check.ts';

/** What an HTTP check asks, and which answers are a success. */
export interface HttpQuestion {
  method: HttpCheckMethod;
  path: string;
  /** Null: the Host header names the server's address. */
  domain: string | null;
  statusClasses: HttpStatusClass[];
}

/** One health check: what is probed, and how. Two listeners that ask for the same share it. */
export interface Check {
  /** Says everything that may change the verdict. */
  key: string;
  /** Says only what is asked of whom: a verdict survives a change of timing and thresholds. */
  questionKey: string;
  type: HealthCheckType;
  address: string;
  port: number;
  timeoutMs: number;
  intervalMs: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  request: string | null;
  expected: string | null;
  /** Null unless the type is `http`. */
  http: HttpQuestion | null;
}

/** What one probe found. `inconclusive`: this node could not ask, which says nothing about the server. */
export type ProbeOutcome = { result: 'success' | 'failure' | 'inconclusive'; reason: string };

export type Probe = (check: Check, signal: AbortSignal) => Promise<ProbeOutcome>;

/** data-plane 8, rule 12: the Health Check Port, or the member's own backend port. */
export function checkOf(settings: HealthCheckSettings, member: { address: string; port: number }): Check {
  const port = settings.port ?? member.port;
  const http = httpQuestionOf(settings);
  const question = [settings.type, member.address, port, settings.request, settings.expected, ...(http ? [http] : [])];
  const timeoutMs = effectiveTimeoutSeconds(settings) * 1000;
  const intervalMs = settings.intervalSeconds * 1000;
  return {
    questionKey: JSON.stringify(question),
    key: JSON.stringify([...question, timeoutMs, intervalMs, settings.healthyThreshold, settings.unhealthyThreshold]),
    type: settings.type,
    address: member.address,
    port,
    timeoutMs,
    intervalMs,
    healthyThreshold: settings.healthyThreshold,
    unhealthyThreshold: settings.unhealthyThreshold,
    request: settings.request,
    expected: settings.expected,
    http,
  };
}

function httpQuestionOf({ type, method, path, domain, statusClasses }: HealthCheckSettings): HttpQuestion | null {
  return type === 'http' ? { method: method ?? 'GET', path: path ?? '/', domain, statusClasses } : null;
}
