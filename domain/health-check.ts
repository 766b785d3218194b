import { z } from 'zod';
import { portField } from './field.ts';

export const HealthCheckType = z.enum(['tcp', 'udp', 'http']);
export type HealthCheckType = z.infer<typeof HealthCheckType>;

export const HttpCheckMethod = z.enum(['GET', 'HEAD'], 'Health Check Method is "GET" or "HEAD".');
export type HttpCheckMethod = z.infer<typeof HttpCheckMethod>;

export const HttpStatusClass = z.enum(
  ['http_2xx', 'http_3xx', 'http_4xx', 'http_5xx'],
  'A Normal Status Code is "http_2xx", "http_3xx", "http_4xx" or "http_5xx".',
);
export type HttpStatusClass = z.infer<typeof HttpStatusClass>;

export const VerdictState = z.enum(['unknown', 'healthy', 'unhealthy']);
export type VerdictState = z.infer<typeof VerdictState>;

function seconds(label: string, min: number, max: number) {
  const rule = `${label} is a whole number of seconds from ${min} to ${max}.`;
  return z.number(rule).int(rule).min(min, rule).max(max, rule);
}

function threshold(label: string) {
  const rule = `${label} is a whole number from 2 to 10.`;
  return z.number(rule).int(rule).min(2, rule).max(10, rule);
}

const CheckString = z
  .string()
  .regex(/^[A-Za-z0-9]{1,64}$/, 'Use 1 to 64 letters and digits.')
  .nullish()
  .transform((text) => text ?? null);

const CheckPath = z
  .string()
  .regex(
    /^\/[A-Za-z0-9/.%?#&-]{0,79}$/,
    'A path has 1 to 80 characters, starts with "/", and has letters, digits, "-", "/", ".", "%", "?", "#" and "&" only.',
  )
  .nullish()
  .transform((path) => path ?? null);

const CheckDomain = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,80}$/, 'A domain name has 1 to 80 letters, digits, "." and "-".')
  .nullish()
  .transform((domain) => domain ?? null);

const HTTP_ONLY = ['method', 'path', 'domain', 'statusClasses'] as const;

/** Settings of one listener's health check; ranges of data-plane 6.5, strings of console 6.4. */
export const HealthCheckSettings = z
  .object(
    {
      enabled: z.boolean().default(true),
      type: HealthCheckType,
      /** Null: probe the member's own backend port. */
      port: portField()
        .nullish()
        .transform((port) => port ?? null),
      timeoutSeconds: seconds('Response Timeout', 1, 300),
      intervalSeconds: seconds('Health Check Interval', 1, 50),
      healthyThreshold: threshold('Healthy Threshold'),
      unhealthyThreshold: threshold('Unhealthy Threshold'),
      /** UDP only: what is sent, and what must come back. Both or none. */
      request: CheckString,
      expected: CheckString,
      /** HTTP only, else null. Not chosen under a TCP or UDP listener: GET (data-plane 6.3). */
      method: HttpCheckMethod.nullish().transform((method) => method ?? null),
      /** HTTP only. Null: the default page, also written `/`. */
      path: CheckPath,
      /** HTTP only: the Host header. Null: the server's address. */
      domain: CheckDomain,
      /** HTTP only, else empty: the answers that are a success. Not chosen: http_2xx. */
      statusClasses: z.array(HttpStatusClass, 'Normal Status Code is a list.').nullish(),
    },
    'Enter the health check settings.',
  )
  .superRefine((settings, context) => {
    if ((settings.request === null) !== (settings.expected === null)) {
      context.addIssue({
        code: 'custom',
        path: [settings.request === null ? 'request' : 'expected'],
        message: 'Health Check Requests and Health Check Results go together: fill in both or none.',
      });
    }
    if (settings.type !== 'udp' && settings.request !== null) {
      context.addIssue({ code: 'custom', path: ['request'], message: 'Only a UDP health check sends a request string.' });
    }
    if (settings.type === 'http' && settings.statusClasses?.length === 0) {
      context.addIssue({ code: 'custom', path: ['statusClasses'], message: 'Choose at least one Normal Status Code.' });
    }
    for (const field of HTTP_ONLY) {
      const value = settings[field] ?? [];
      if (settings.type !== 'http' && value.length > 0) {
        context.addIssue({ code: 'custom', path: [field], message: 'Only an HTTP health check has this.' });
      }
    }
  })
  .transform(({ method, path, statusClasses, ...settings }) => ({
    ...settings,
    path: path === '/' ? null : path,
    method: settings.type === 'http' ? (method ?? HttpCheckMethod.enum.GET) : null,
    statusClasses:
      settings.type === 'http'
        ? HttpStatusClass.options.filter((one) => (statusClasses ?? [HttpStatusClass.enum.http_2xx]).includes(one))
        : [],
  }));
export type HealthCheckSettings = z.infer<typeof HealthCheckSettings>;

const NOT_HTTP = { method: null, path: null, domain: null, statusClasses: [] };

/** Defaults of data-plane 6.5, as the console starts with them. */
export const HEALTH_CHECK_DEFAULTS: Record<HealthCheckType, HealthCheckSettings> = {
  tcp: {
    enabled: true,
    type: 'tcp',
    port: null,
    timeoutSeconds: 5,
    intervalSeconds: 2,
    healthyThreshold: 3,
    unhealthyThreshold: 3,
    request: null,
    expected: null,
    ...NOT_HTTP,
  },
  udp: {
    enabled: true,
    type: 'udp',
    port: null,
    timeoutSeconds: 10,
    intervalSeconds: 5,
    healthyThreshold: 3,
    unhealthyThreshold: 3,
    request: null,
    expected: null,
    ...NOT_HTTP,
  },
  http: {
    enabled: true,
    type: 'http',
    port: null,
    timeoutSeconds: 5,
    intervalSeconds: 2,
    healthyThreshold: 3,
    unhealthyThreshold: 3,
    request: null,
    expected: null,
    method: 'GET',
    path: null,
    domain: null,
    statusClasses: ['http_2xx', 'http_3xx'],
  },
};

/** A Response Timeout below the interval is raised to the interval (data-plane 6.5). */
export function effectiveTimeoutSeconds(settings: Pick<HealthCheckSettings, 'timeoutSeconds' | 'intervalSeconds'>): number {
  return Math.max(settings.timeoutSeconds, settings.intervalSeconds);
}

type Timing = Pick<HealthCheckSettings, 'timeoutSeconds' | 'intervalSeconds' | 'healthyThreshold' | 'unhealthyThreshold'>;

/** Seconds from the first failing probe to the verdict `unhealthy`, a hanging server assumed (data-plane 6.6). */
export function failureWindowSeconds(settings: Timing): number {
  return effectiveTimeoutSeconds(settings) * settings.unhealthyThreshold + settings.intervalSeconds * (settings.unhealthyThreshold - 1);
}

/** Seconds from the first good probe to the verdict `healthy`, given how long a good answer takes (data-plane 6.6). */
export function successWindowSeconds(settings: Timing, responseSeconds: number): number {
  return responseSeconds * settings.healthyThreshold + settings.intervalSeconds * (settings.healthyThreshold - 1);
}

/** Longest time that clients may fail: the window, and up to one interval until the first deciding probe starts. */
export function clientsMayFailSeconds(settings: Timing): number {
  return failureWindowSeconds(settings) + settings.intervalSeconds;
}
