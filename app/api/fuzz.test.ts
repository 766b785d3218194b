import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_STATUS } from '#domain/error-code.ts';
import { type ApiClient, ORIGIN } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { notedChanges, unnoted, watchChanges } from '#test/fuzz/change-log.ts';
import { KnownIds } from '#test/fuzz/known-ids.ts';
import { type DescribedOperation, type FuzzRequest, operationsOf, requestOf } from '#test/fuzz/request-arbitrary.ts';
import { signInWith } from '#test/users.ts';
import { openApiDocument } from './openapi/document.ts';

/**
 * Thousands of requests, right and wrong, at every operation of the API: none is an internal error, each refusal says what it is
 * and nothing of the inside, and only what was answered as done has been done. `OPENSLB_FUZZ_SEED` repeats a run, and
 * `OPENSLB_FUZZ_REQUESTS` makes it longer.
 */
const SEED = Number(process.env.OPENSLB_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const REQUESTS = Number(process.env.OPENSLB_FUZZ_REQUESTS ?? 10_500);
/** As many as the console has connections to its database. */
const AT_ONCE = 5;
const FURNISH_EVERY = 500;
/** What a machine that has ten other things to do still holds; a calm one with two cores answers 99 of 100 in a fifth of a second. */
const P99_MS_MAX = 5000;
/** The longest that a write waits for its turn (services/write.ts) and for its locks. */
const ANSWER_MS_MAX = 30_000;
const HEAP_GROWTH_BYTES_MAX = 32 * 1024 * 1024;
/** No text that is sent has any of these. */
const INSIDE =
  /\b(SELECT|INSERT|UPDATE|DELETE)\b .*\b(FROM|INTO|SET|WHERE)\b|prisma|postgres|node_modules|\bat \S+ \(|\.[jt]sx?:\d+|violates|SQLSTATE|relation "|\/(tmp|home|root|usr)\//i;

let plane: ControlPlane;
let administrator: ApiClient;
let viewer: ApiClient;
let ids: KnownIds;
let operations: DescribedOperation[];

beforeAll(async () => {
  plane = await startControlPlane();
  await watchChanges(plane.prisma);
  ids = new KnownIds({ regions: ['north', 'south'], servers: ['srv-one', 'srv-two'], nodes: ['node-1'] });
  operations = operationsOf(openApiDocument());
});
afterAll(() => plane.close());

/** Two users who can do their part, since random requests also disable users, take roles away and tighten the rules of sessions. */
async function signIn(): Promise<void> {
  const { prisma } = plane;
  await prisma.securitySettings.updateMany({ data: { twoFactorRoles: [], sessionIdleMinutes: 720, sessionLifetimeHours: 168 } });
  administrator = await signInWith(prisma, 'fuzzer', [{ regionId: null, role: 'administrator' }]);
  viewer = await signInWith(prisma, 'reader', [{ regionId: 'north', role: 'viewer' }]);
}

/** Members of `valid.group()`. */
const SERVERS = { active: 'srv-one', standby: 'srv-two' };
let furnished = 0;

/** One of everything anew, since random requests also delete. */
async function furnish(): Promise<void> {
  const make = async (path: string, body: object) => {
    const answer = await administrator.post(`/api/v1${path}`, body, { 'x-request-id': 'furnish' });
    ids.learn(path, answer.body);
    return answer.body.id as string | undefined;
  };
  // Their pools and servers may be gone, too.
  furnished += 1;
  const { addressPools = [] } = (await administrator.get('/api/v1/regions/north')).body;
  await administrator.patch('/api/v1/regions/north', { addressPools: [...addressPools, `127.77.${furnished}.0/28`] });
  for (const [role, id] of Object.entries(SERVERS)) {
    const address = `10.77.${furnished}.${role === 'active' ? 1 : 2}`;
    await plane.prisma.server.upsert({
      where: { id },
      create: { id, regionId: 'north', name: role, address },
      update: { status: 'running' },
    });
  }
  const name = `n-${Math.random().toString(36).slice(2, 8)}`;
  const instance = await make('/load-balancers', { regionId: 'north', name });
  if (instance === undefined) {
    return;
  }
  const group = await make(`/load-balancers/${instance}/active-standby-groups`, valid.group());
  await make(`/load-balancers/${instance}/vserver-groups`, valid.vserverGroup());
  await make('/access-control-lists', { regionId: 'north', name });
  await make(`/load-balancers/${instance}/listeners`, valid.listener(String(group), { start: true }));
  await make(`/active-standby-groups/${group}/check-standby`, {});
  await make(`/active-standby-groups/${group}/drills`, { seconds: 10, reason: 'fuzz' });
}

interface Outcome {
  requestId: string;
  operation: string;
  status: number;
  /** It was asked what would happen, which changes nothing. */
  isRehearsal: boolean;
  tookMs: number;
  complaint: string | null;
}

async function send(client: ApiClient, operation: DescribedOperation, request: FuzzRequest, requestId: string): Promise<Outcome> {
  const path = ids.fill(request.path);
  const query = new URLSearchParams(request.query.map(([name, value]) => [name, ids.fill(value)]));
  const body = request.body === undefined ? undefined : ids.fill(request.body);
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    origin: ORIGIN,
    ...request.headers,
    'x-request-id': requestId,
  };
  const startedAt = performance.now();
  const aborter = new AbortController();
  const response = await client.raw(request.method, `/api/v1${path}?${query}`, { body, headers, signal: aborter.signal });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  if (isStream) {
    aborter.abort();
    await response.body?.cancel();
  }
  const text = isStream ? '' : await response.text();
  const tookMs = performance.now() - startedAt;
  const complaint = complaintAbout(response, text, requestId);
  if (complaint === null && response.ok && response.headers.get('content-type') === 'application/json') {
    ids.learn(operation.path, JSON.parse(text));
  }
  const sent = `${request.method} ${path}?${query} ${JSON.stringify(headers)} ${body?.slice(0, 500)}`;
  const name = `${operation.method} ${operation.path}`;
  return {
    requestId,
    operation: name,
    status: response.status,
    isRehearsal: query.get('dryRun') === 'true',
    tookMs,
    complaint: complaint && `${complaint}\n  ${sent}\n  ${text.slice(0, 500)}`,
  };
}

function complaintAbout(response: Response, text: string, requestId: string): string | null {
  if (response.headers.get('x-request-id') !== requestId || response.headers.get('cache-control') !== 'no-store') {
    return 'The answer does not name its request, or may be kept';
  }
  if (response.status < 400) {
    return null;
  }
  const problem = JSON.parse(text);
  if (response.status >= 500) {
    return 'An internal error';
  }
  if (ERROR_STATUS[problem.code as 'NotFound'] !== response.status || problem.requestId !== requestId || !problem.detail) {
    return 'The problem document is not right';
  }
  return INSIDE.test(text) ? 'The answer tells of the inside' : null;
}

const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
})();

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

interface Planned {
  isViewer: boolean;
  operation: DescribedOperation;
  request: FuzzRequest;
}

/** By turns of all operations, so that what one leaves behind meets the others. */
function plan(): Planned[] {
  const each = Math.ceil(REQUESTS / operations.length);
  const samples = operations.map((operation, index) => fc.sample(requestOf(operation), { numRuns: each, seed: SEED + index }));
  return Array.from({ length: each }).flatMap((_, turn) =>
    operations.flatMap((operation, index) => {
      const request = samples[index]?.[turn];
      // Every fifth by somebody who may only look at one region.
      return request ? [{ isViewer: (turn + index) % 5 === 0, operation, request }] : [];
    }),
  );
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function report(outcomes: Outcome[], took: number[], growth: number): void {
  const statuses: Record<number, number> = {};
  for (const { status } of outcomes) {
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  const total: Record<string, number> = {};
  for (const { operation, tookMs } of outcomes) {
    total[operation] = (total[operation] ?? 0) + tookMs;
  }
  const slowest = Object.entries(total).sort(([, one], [, two]) => two - one);
  const done = new Set(outcomes.filter(({ status }) => status < 300).map(({ operation }) => operation));
  const never = [...new Set(outcomes.map(({ operation }) => operation))].filter((operation) => !done.has(operation));
  const [p50, p99, max] = [percentile(took, 0.5), percentile(took, 0.99), took.at(-1) ?? 0].map((ms) => ms.toFixed(0));
  process.stderr.write(
    `fuzz: seed ${SEED}, ${outcomes.length} requests at ${operations.length} operations, answers ${JSON.stringify(statuses)}, ` +
      `p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms, heap ${(growth / 1024 / 1024).toFixed(1)} MiB more, never done: ${never.join(', ') || 'none'}, ` +
      `most time: ${slowest
        .slice(0, 3)
        .map(([operation, ms]) => `${operation} ${(ms / 1000).toFixed(1)} s`)
        .join(', ')}\n`,
  );
}

it(`random requests at every operation find no internal error and leave nothing half done (seed ${SEED})`, {
  timeout: 1_800_000,
}, async () => {
  const requests = plan();
  expect(requests.length).toBeGreaterThanOrEqual(REQUESTS);
  const outcomes: Outcome[] = [];
  let warmHeap = 0;
  for (let from = 0; from < requests.length; from += FURNISH_EVERY) {
    await unnoted(plane.prisma, signIn);
    await unnoted(plane.prisma, furnish);
    const queue = requests.slice(from, from + FURNISH_EVERY).entries();
    const worker = async () => {
      for (const [index, { isViewer, operation, request }] of queue) {
        outcomes.push(await send(isViewer ? viewer : administrator, operation, request, `fuzz-${from + index}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const complaints = outcomes.flatMap(({ complaint }) => complaint ?? []);
    expect(complaints.slice(0, 5), `seed ${SEED}: ${complaints.length} complaints`).toEqual([]);
    if (warmHeap === 0 && from >= requests.length / 3) {
      warmHeap = heapBytes();
    }
  }
  const growth = heapBytes() - warmHeap;
  const took = outcomes.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  report(outcomes, took, growth);

  const done = new Set(outcomes.filter(({ status, isRehearsal }) => status < 300 && !isRehearsal).map(({ requestId }) => requestId));
  const changes = await notedChanges(plane.prisma);
  expect(changes.length).toBeGreaterThan(REQUESTS / 200);
  expect(changes.filter(({ requestIds }) => requestIds.length === 0 || requestIds.some((id) => !done.has(id)))).toEqual([]);
  expect(percentile(took, 0.99)).toBeLessThan(P99_MS_MAX);
  expect(took.at(-1)).toBeLessThan(ANSWER_MS_MAX);
  expect(growth).toBeLessThan(HEAP_GROWTH_BYTES_MAX);
});
