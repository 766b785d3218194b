import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from '#domain/health-check.ts';
import { type Check, checkOf, type ProbeOutcome } from './check.ts';
import { type CheckedMember, type ChecksChange, HealthChecker, type HealthCheckerOptions, type Verdict } from './health-checker.ts';
import type { ProbeRun } from './probe-run.ts';

/** Time is the tests' own here; probes with real sockets stand in probe.test.ts. */

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const TIMING = { timeoutSeconds: 1, intervalSeconds: 10, healthyThreshold: 2, unhealthyThreshold: 3 };

function check(port: number, changes: Partial<HealthCheckSettings> = {}): Check {
  return checkOf({ ...HEALTH_CHECK_DEFAULTS.tcp, ...TIMING, ...changes }, { address: '127.0.0.1', port });
}

/** What listeners with one member each ask for; those in `gone` ask no more. */
function asking(checks: Record<string, Check>, gone: string[] = []): ChecksChange {
  return { set: new Map(Object.entries(checks).map(([id, one]) => [id, new Map([['mbr-1', one]])])), remove: gone };
}

function nameOf({ listenerId, memberId }: CheckedMember): string {
  return `${listenerId}/${memberId}`;
}

/** A checker whose probes take `probeMs` and find what `results` says for the port, and what it did. */
function newChecker(
  results: Record<number, ProbeOutcome['result']>,
  options: {
    probeMs?: number;
    random?: number;
    probesRunningMax?: number;
    onStable?: (members: CheckedMember[]) => void;
    onRun?: HealthCheckerOptions['onRun'];
  } = {},
) {
  const probedAt: { port: number; ms: number }[] = [];
  const verdicts: { members: string[]; verdict: Verdict }[] = [];
  const startedAt = Date.now();
  let running = 0;
  let runningMax = 0;
  const checker = new HealthChecker({
    probe: async ({ port }) => {
      probedAt.push({ port, ms: Date.now() - startedAt });
      running += 1;
      runningMax = Math.max(runningMax, running);
      if (options.probeMs !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, options.probeMs));
      }
      running -= 1;
      return { result: results[port] ?? 'success', reason: `port ${port}` };
    },
    onVerdict: (members, verdict) => verdicts.push({ members: members.map(nameOf), verdict }),
    onRun: (...told) => options.onRun?.(...told),
    onStable: (members) => options.onStable?.(members),
    random: () => options.random ?? 0,
    ...(options.probesRunningMax === undefined ? {} : { probesRunningMax: options.probesRunningMax }),
  });
  return { checker, probedAt, verdicts, runningMax: () => runningMax };
}

test('the first probe comes within the first interval; then the interval runs from the end of a probe', async () => {
  const { checker, probedAt } = newChecker({}, { probeMs: 700, random: 0.5 });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(27_000);
  expect(probedAt.map(({ ms }) => ms)).toEqual([5000, 15_700, 26_400]);
  checker.stop();
});

test('a verdict is told once, with the listeners that it concerns', async () => {
  const results: Record<number, ProbeOutcome['result']> = { 1: 'failure' };
  const { checker, verdicts } = newChecker(results);
  checker.change(asking({ 'lsn-1': check(1), 'lsn-2': check(1), 'lsn-3': check(2) }));
  await vi.advanceTimersByTimeAsync(45_000);
  expect(verdicts.map(({ members, verdict }) => [...members, verdict.state])).toEqual([
    ['lsn-3/mbr-1', 'healthy'],
    ['lsn-1/mbr-1', 'lsn-2/mbr-1', 'unhealthy'],
  ]);
  expect(checker.verdictOf('lsn-2', 'mbr-1')?.reason).toBe('port 1');
  results[1] = 'success';
  await vi.advanceTimersByTimeAsync(20_000);
  expect(checker.verdictOf('lsn-1', 'mbr-1')?.state).toBe('healthy');
  checker.stop();
});

test('identical checks are run once, and keep verdict and rhythm when listeners come and go', async () => {
  const { checker, probedAt, verdicts } = newChecker({ 1: 'failure' });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(25_000);
  checker.change(asking({ 'lsn-1': check(1), 'lsn-2': check(1) }));
  expect(checker.verdictOf('lsn-2', 'mbr-1')?.state).toBe('unhealthy');
  checker.change(asking({}, ['lsn-1']));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probedAt.map(({ ms }) => ms)).toEqual([0, 10_000, 20_000, 30_000]);
  expect(verdicts).toHaveLength(1);
  expect(checker.verdictOf('lsn-1', 'mbr-1')).toBeUndefined();
  checker.stop();
});

test('a verdict survives a change of timing, and not a change of what is asked', async () => {
  const { checker } = newChecker({ 1: 'failure', 2: 'failure' });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(25_000);
  checker.change(asking({ 'lsn-1': check(1, { intervalSeconds: 20 }) }));
  expect(checker.verdictOf('lsn-1', 'mbr-1')?.state).toBe('unhealthy');
  checker.change(asking({ 'lsn-1': check(2) }));
  expect(checker.verdictOf('lsn-1', 'mbr-1')?.state).toBe('unknown');
  checker.stop();
});

test('a probe that could not be sent changes nothing', async () => {
  const results: Record<number, ProbeOutcome['result']> = { 1: 'success' };
  const { checker, probedAt } = newChecker(results);
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(15_000);
  results[1] = 'inconclusive';
  await vi.advanceTimersByTimeAsync(100_000);
  expect(probedAt.length).toBeGreaterThan(10);
  expect(checker.verdictOf('lsn-1', 'mbr-1')?.state).toBe('healthy');
  checker.stop();
});

test('saved verdicts are taken up by the checks that they belong to', () => {
  const { checker } = newChecker({});
  const saved = { key: check(1).key, state: 'unhealthy' as const, reason: 'connection refused', since: '2026-01-01T00:00:00.000Z' };
  checker.restore([saved]);
  checker.change(asking({ 'lsn-1': check(1), 'lsn-2': check(2) }));
  expect(checker.verdictOf('lsn-1', 'mbr-1')).toEqual({ state: 'unhealthy', reason: 'connection refused', since: new Date(saved.since) });
  expect(checker.verdictOf('lsn-2', 'mbr-1')?.state).toBe('unknown');
  expect(checker.verdicts()).toEqual([saved]);
  checker.stop();
});

test('probes at one time are bounded, and all get their turn', async () => {
  const { checker, probedAt, runningMax } = newChecker({}, { probeMs: 100, probesRunningMax: 3 });
  checker.change(asking(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`lsn-${index}`, check(index + 1)]))));
  await vi.advanceTimersByTimeAsync(1000);
  expect(runningMax()).toBe(3);
  expect(new Set(probedAt.map(({ port }) => port)).size).toBe(10);
  checker.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('the time of being stable begins with the verdict, and anew after a single failed probe, which is told', async () => {
  const results: Record<number, ProbeOutcome['result']> = {};
  const stable: string[][] = [];
  const { checker, verdicts } = newChecker(results, { onStable: (members) => stable.push(members.map(nameOf)) });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(9000);
  expect(checker.stableMsOf('lsn-1', 'mbr-1')).toBeNull();
  await vi.advanceTimersByTimeAsync(21_000);
  expect(checker.stableMsOf('lsn-1', 'mbr-1')).toBe(20_000);
  results[1] = 'failure';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(checker.verdictOf('lsn-1', 'mbr-1')?.state).toBe('healthy');
  expect(checker.stableMsOf('lsn-1', 'mbr-1')).toBeNull();
  expect(stable).toEqual([]);
  delete results[1];
  await vi.advanceTimersByTimeAsync(15_000);
  expect(checker.stableMsOf('lsn-1', 'mbr-1')).toBe(5000);
  expect(stable).toEqual([['lsn-1/mbr-1']]);
  expect(verdicts).toHaveLength(1);
  checker.stop();
});

test('every member of a listener has its own verdict; two members of one server share the probes of a fixed port', async () => {
  const { checker, probedAt, verdicts } = newChecker({ 1: 'failure' });
  const members = (one: Record<string, Check>) => new Map(Object.entries(one));
  checker.change({ set: new Map([['lsn-1', members({ a: check(1), b: check(2), c: check(2) })]]), remove: [] });
  await vi.advanceTimersByTimeAsync(25_000);
  expect(probedAt.map(({ port }) => port).sort()).toEqual([1, 1, 1, 2, 2, 2]);
  expect(['a', 'b', 'c'].map((id) => checker.verdictOf('lsn-1', id)?.state)).toEqual(['unhealthy', 'healthy', 'healthy']);
  expect(verdicts.map((one) => one.members)).toEqual([['lsn-1/b', 'lsn-1/c'], ['lsn-1/a']]);

  checker.change({ set: new Map([['lsn-1', members({ b: check(2), c: check(2) })]]), remove: [] });
  expect(checker.verdictOf('lsn-1', 'a')).toBeUndefined();
  expect(checker.checksRunning).toBe(1);
  checker.change({ set: new Map([['lsn-1', members({})]]), remove: [] });
  expect(checker.checksRunning).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('probes of one outcome are one run, told when it begins and to whoever joins, with what was before', async () => {
  const results: Record<number, ProbeOutcome['result']> = { 1: 'success' };
  const told: { members: string[]; run: ProbeRun; probesBefore: number }[] = [];
  const onRun = (members: CheckedMember[], run: ProbeRun, probesBefore: number) =>
    told.push({ members: members.map(nameOf), run, probesBefore });
  const { checker } = newChecker(results, { onRun });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(25_000);
  checker.change(asking({ 'lsn-2': check(1) }));
  results[1] = 'inconclusive';
  await vi.advanceTimersByTimeAsync(10_000);
  results[1] = 'failure';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toMatchObject([
    { members: ['lsn-1/mbr-1'], probesBefore: 0, run: { ok: true, probes: 3 } },
    { members: ['lsn-2/mbr-1'], probesBefore: 3, run: { ok: true, probes: 3 } },
    { members: ['lsn-1/mbr-1', 'lsn-2/mbr-1'], probesBefore: 0, run: { ok: false, probes: 1 } },
  ]);
  expect(told[1]?.run).toBe(told[0]?.run);
  checker.stop();
});

test('what leaves one listener and comes to another in one change goes on without a break', async () => {
  const { checker, probedAt } = newChecker({ 1: 'failure' });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(25_000);
  checker.change(asking({ 'lsn-2': check(1) }, ['lsn-1']));
  expect(checker.verdictOf('lsn-2', 'mbr-1')?.state).toBe('unhealthy');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probedAt.map(({ ms }) => ms)).toEqual([0, 10_000, 20_000, 30_000]);
  checker.stop();
});

test('who asks what is already known, in another rhythm, begins with that verdict', async () => {
  const { checker } = newChecker({ 1: 'failure' });
  checker.change(asking({ 'lsn-1': check(1) }));
  await vi.advanceTimersByTimeAsync(25_000);
  checker.change(asking({ 'lsn-2': check(1, { intervalSeconds: 20 }) }));
  expect(checker.verdictOf('lsn-2', 'mbr-1')).toMatchObject({ state: 'unhealthy', reason: 'port 1' });
  checker.stop();
});
