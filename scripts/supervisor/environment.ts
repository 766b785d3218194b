import { resolve } from 'node:path';
import { z } from 'zod';
import { productSecret } from '#domain/product-secret.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import type { Part } from '#prisma/rights.ts';
import { readSignInWays } from '#services/single-sign-on/variables.ts';
import { messageOf } from './message-of.ts';
import type { ProductSecrets } from './secret.ts';
import { IS_SECRET } from './step.ts';

const PASSWORD_LENGTH = `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`;

const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, 'a whole number from 1 to 65535')
    .transform(Number);

/** Of the worker, which has the default. */
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max, `a whole number from ${min} to ${max}`)
    .optional();

const Variables = z.object({
  DATABASE_URL: databaseUrl(),
  OPENSLB_CONSOLE_DATABASE_URL: databaseUrl(),
  OPENSLB_WORKER_DATABASE_URL: databaseUrl(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,253}$/, 'an IP address or host name of this machine')
    .default('127.0.0.1'),
  PORT: port(3000),
  OPENSLB_DATA_DIR: z.string().default('.data'),
  OPENSLB_SECRET: productSecret('').optional(),
  OPENSLB_SECRET_PREVIOUS: z.string().optional(),
  OPENSLB_ADMIN_EMAIL: z.email('an e-mail address').optional(),
  OPENSLB_ADMIN_PASSWORD: z.string().min(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH).max(PASSWORD_LENGTH_MAX, PASSWORD_LENGTH).optional(),
  OPENSLB_DEMO: z.enum(['0', '1'], '0 or 1').optional(),
  OPENSLB_REGIONS: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,80}(\s*,\s*[A-Za-z0-9-]{1,80})*$/, 'region ids separated by commas, or nothing for all regions')
    .optional(),
  OPENSLB_NODE_ID: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, '1 to 80 letters, digits, ".", "_" and "-", beginning with a letter or digit')
    .optional(),
  OPENSLB_ENGINE: z.enum(['auto', 'userspace', 'nftables'], '"auto", "userspace" or "nftables"').optional(),
  OPENSLB_FORWARDERS: wholeNumber(1, 64),
  OPENSLB_RELOAD_DRAIN_SECONDS: wholeNumber(0, 86_400),
  OPENSLB_METRICS_PORT: port(9090),
  OPENSLB_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL' }).optional(),
});

export interface Environment {
  /** As the owner of the tables. Null: the embedded Postgres. */
  databaseUrl: string | null;
  /** Null: both parts use `databaseUrl`, or the embedded Postgres has a role for each. */
  partDatabaseUrls: Record<Part, string> | null;
  host: string;
  port: number;
  metricsPort: number;
  dataDirectory: string;
  /** Where a browser on this machine, or behind the administrator's own proxy, finds the console. */
  consoleUrl: string;
  /** Null: generated into the data directory. */
  secret: ProductSecrets | null;
  isDemo: boolean;
  hasAdministrator: boolean;
}

/** The message is one line for the administrator: the variable, its value, what is allowed. */
export class WrongEnvironment extends Error {
  override name = 'WrongEnvironment';
}

export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  // An empty variable is an unset one, as everywhere in a shell.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const { data, error } = Variables.safeParse(set);
  if (error !== undefined) {
    const [issue] = error.issues;
    const name = String(issue?.path[0]);
    const value = IS_SECRET.test(name) ? 'the value given' : `"${set[name]}"`;
    throw new WrongEnvironment(`${name}: ${value} is not allowed; it must be ${issue?.message}.`);
  }
  requireTogether(data);
  requireSignIn(set);
  return {
    databaseUrl: data.DATABASE_URL ?? null,
    partDatabaseUrls: partUrls(data),
    host: data.HOST,
    port: data.PORT,
    metricsPort: data.OPENSLB_METRICS_PORT,
    dataDirectory: resolve(data.OPENSLB_DATA_DIR),
    consoleUrl: data.OPENSLB_PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${nameOf(data.HOST)}:${data.PORT}`,
    secret: data.OPENSLB_SECRET === undefined ? null : { current: data.OPENSLB_SECRET, previous: data.OPENSLB_SECRET_PREVIOUS ?? '' },
    isDemo: data.OPENSLB_DEMO === undefined ? data.DATABASE_URL === undefined : data.OPENSLB_DEMO === '1',
    hasAdministrator: data.OPENSLB_ADMIN_EMAIL !== undefined,
  };
}

function requireTogether(data: z.infer<typeof Variables>): void {
  if ((data.OPENSLB_ADMIN_EMAIL === undefined) !== (data.OPENSLB_ADMIN_PASSWORD === undefined)) {
    const [given, missing] =
      data.OPENSLB_ADMIN_EMAIL === undefined
        ? ['OPENSLB_ADMIN_PASSWORD', 'OPENSLB_ADMIN_EMAIL']
        : ['OPENSLB_ADMIN_EMAIL', 'OPENSLB_ADMIN_PASSWORD'];
    throw new WrongEnvironment(`${missing} is not set; with ${given} it must be: both together create the first administrator.`);
  }
  if (data.DATABASE_URL !== undefined && data.OPENSLB_SECRET === undefined) {
    throw new WrongEnvironment(
      `OPENSLB_SECRET is not set; with DATABASE_URL it must be: at least 32 random characters, for example from: openssl rand -base64 32.`,
    );
  }
  if (data.OPENSLB_SECRET === undefined && data.OPENSLB_SECRET_PREVIOUS !== undefined) {
    throw new WrongEnvironment(
      'OPENSLB_SECRET is not set; with OPENSLB_SECRET_PREVIOUS it must be. Those in the data directory are rotated by npm run secret -- rotate.',
    );
  }
  if (data.PORT === data.OPENSLB_METRICS_PORT) {
    throw new WrongEnvironment(`OPENSLB_METRICS_PORT: "${data.OPENSLB_METRICS_PORT}" is not allowed; it must differ from PORT.`);
  }
}

/** The console judges them again; here they stop the start before anything runs. */
function requireSignIn(variables: Record<string, string | undefined>): void {
  try {
    readSignInWays(variables);
  } catch (error) {
    throw new WrongEnvironment(`${messageOf(error)}.`, { cause: error });
  }
}

function partUrls(data: z.infer<typeof Variables>): Environment['partDatabaseUrls'] {
  const { DATABASE_URL: owner, OPENSLB_CONSOLE_DATABASE_URL: console, OPENSLB_WORKER_DATABASE_URL: worker } = data;
  if (console === undefined && worker === undefined) {
    return null;
  }
  const missing =
    owner === undefined ? 'DATABASE_URL' : console === undefined ? 'OPENSLB_CONSOLE_DATABASE_URL' : 'OPENSLB_WORKER_DATABASE_URL';
  if (owner === undefined || console === undefined || worker === undefined) {
    throw new WrongEnvironment(
      `${missing} is not set; it must be: DATABASE_URL for the owner of the tables, OPENSLB_CONSOLE_DATABASE_URL and OPENSLB_WORKER_DATABASE_URL for the parts.`,
    );
  }
  return { console, worker };
}

function databaseUrl() {
  return z.string().refine(isPostgresUrl, 'a URL such as postgres://user:password@host:5432/database').optional();
}

function isPostgresUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return ['postgres:', 'postgresql:'].includes(url.protocol);
  } catch {
    return false;
  }
}

function nameOf(host: string): string {
  if (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}
