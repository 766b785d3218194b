import { availableParallelism, hostname } from 'node:os';
import { z } from 'zod';
import type { EngineSetting } from './engine/nftables/why-not.ts';

const DATA_DIR_DEFAULT = '.data';
const METRICS_PORT_DEFAULT = 9090;
const HOST_DEFAULT = '127.0.0.1';
const FORWARDERS_MAX = 64;
/** One per core; two at least, so that one is there while another is replaced. */
const FORWARDERS_DEFAULT = Math.min(Math.max(2, availableParallelism()), FORWARDERS_MAX);
const RELOAD_DRAIN_SECONDS_DEFAULT = 900;
const RELOAD_DRAIN_SECONDS_MAX = 86_400;

/** An empty value is none. */
const Variables = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\/./),
  OPENSLB_DATA_DIR: z.string().default(DATA_DIR_DEFAULT),
  OPENSLB_REGIONS: z
    .string()
    .regex(/^[^,\s]+(\s*,\s*[^,\s]+)*$/)
    .transform((text) => text.split(',').map((id) => id.trim()))
    .optional(),
  OPENSLB_NODE_ID: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
    .default(() => hostname()),
  OPENSLB_ENGINE: z.enum(['auto', 'userspace', 'nftables']).default('auto'),
  OPENSLB_FORWARDERS: z.coerce.number().int().min(1).max(FORWARDERS_MAX).default(FORWARDERS_DEFAULT),
  OPENSLB_RELOAD_DRAIN_SECONDS: z.coerce.number().int().min(0).max(RELOAD_DRAIN_SECONDS_MAX).default(RELOAD_DRAIN_SECONDS_DEFAULT),
  OPENSLB_METRICS_PORT: z.coerce.number().int().min(1).max(65535).default(METRICS_PORT_DEFAULT),
  HOST: z
    .string()
    .regex(/^[0-9A-Za-z:.-]+$/)
    .default(HOST_DEFAULT),
});

const ALLOWED: Record<keyof z.infer<typeof Variables>, string> = {
  DATABASE_URL: 'a Postgres URL, such as postgres://user:password@host:5432/database',
  OPENSLB_DATA_DIR: 'a folder',
  OPENSLB_REGIONS: 'region ids separated by commas, or nothing for all regions',
  OPENSLB_NODE_ID: '1 to 80 letters, digits, "-", "." and "_", beginning with a letter or digit',
  OPENSLB_ENGINE: 'auto, userspace or nftables',
  OPENSLB_FORWARDERS: `a number of processes from 1 to ${FORWARDERS_MAX}`,
  OPENSLB_RELOAD_DRAIN_SECONDS: `seconds from 0 to ${RELOAD_DRAIN_SECONDS_MAX}`,
  OPENSLB_METRICS_PORT: 'a port from 1 to 65535',
  HOST: 'an address or host name to listen on',
};

export interface Environment {
  databaseUrl: string;
  dataDir: string;
  /** Null: all. */
  regions: string[] | null;
  nodeId: string;
  host: string;
  metricsPort: number;
  engine: EngineSetting;
  /** Forwarder processes. */
  forwarders: number;
  /** What connections get at a reload before they are cut. */
  reloadDrainMs: number;
}

/** Thrown with one line for the administrator. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = Variables.safeParse(given);
  if (!result.success) {
    const name = String(result.error.issues[0]?.path[0] ?? '');
    throw new EnvironmentError(describe(name, given[name]));
  }
  const values = result.data;
  return {
    databaseUrl: values.DATABASE_URL,
    dataDir: values.OPENSLB_DATA_DIR,
    regions: values.OPENSLB_REGIONS ?? null,
    nodeId: values.OPENSLB_NODE_ID,
    host: values.HOST,
    metricsPort: values.OPENSLB_METRICS_PORT,
    engine: values.OPENSLB_ENGINE,
    forwarders: values.OPENSLB_FORWARDERS,
    reloadDrainMs: values.OPENSLB_RELOAD_DRAIN_SECONDS * 1000,
  };
}

function describe(name: string, value: string | undefined): string {
  const allowed = Object.entries(ALLOWED).find(([key]) => key === name)?.[1];
  // A database URL may hold a password, so a wrong one is not repeated.
  const shown = name === 'DATABASE_URL' ? 'has a value that is none' : `is "${value}"`;
  return value === undefined ? `${name} is not set; allowed: ${allowed}` : `${name} ${shown}; allowed: ${allowed}`;
}
