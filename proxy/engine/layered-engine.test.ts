import { afterEach, expect, test } from 'vitest';
import { createLog } from '#proxy/log.ts';
import { forwarderPids, hold, startConnecting } from '#test/forwarders.ts';
import { activeStandby, listenerPlan, planChange, TO_ACTIVE, TO_STANDBY } from '#test/plan.ts';
import { startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import type { ConnectionEffect, ListenerCounters, ListenerRouting, PlanChange } from './engine.ts';
import { ForwarderPool } from './forwarders/forwarder-pool.ts';
import { emptyListener, emptyTraffic } from './forwarders/traffic-arithmetic.ts';
import { LayeredEngine, type WatchedHost } from './layered-engine.ts';
import type { KernelLayer } from './nftables/kernel-layer.ts';

/** Userspace is the real one; a kernel that only notes what it is told stands in front of it. */

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

class NotingKernel implements KernelLayer {
  readonly changes: PlanChange[] = [];
  readonly routings: ReadonlyMap<string, ListenerRouting>[] = [];
  readonly calls: string[] = [];
  readonly counted = new Map<string, ListenerCounters>();
  readonly affected = new Map<string, ConnectionEffect>();
  startsThatFail = 0;

  async start(): Promise<void> {
    this.calls.push('start');
    if (this.startsThatFail > 0) {
      this.startsThatFail -= 1;
      throw new Error('the table cannot be read');
    }
  }

  async apply(change: PlanChange): Promise<void> {
    this.calls.push('apply');
    this.changes.push(change);
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    this.routings.push(changes);
  }

  servedBy() {
    return { engine: 'nftables' as const, reason: null };
  }

  effects = () => this.affected;
  counters = () => [...this.counted.values()];
  countersOf = (id: string) => this.counted.get(id);

  async settled(): Promise<void> {
    this.calls.push('settled');
  }

  async reconsider(): Promise<void> {
    this.calls.push('reconsider');
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }
}

/** A host that changes when the test says so. */
class ToyHost implements WatchedHost {
  change: () => void = () => {};
  deleteTable: (() => void) | null = null;
  isStopped = false;
  looks = 0;
  hints = () => ['forwarding is off'];

  async lookAgain(): Promise<boolean> {
    this.looks += 1;
    return false;
  }

  watch({ onChange }: { onChange: () => void }): void {
    this.change = onChange;
  }

  watchTable(onDeleted: () => void): void {
    this.deleteTable = onDeleted;
  }

  stop(): void {
    this.isStopped = true;
  }
}

function startLayers() {
  const kernel = new NotingKernel();
  const host = new ToyHost();
  const lines: string[] = [];
  const userspace = new ForwarderPool({ count: 1, reloadDrainMs: 20_000, log: createLog(() => {}), onProblem: () => {} });
  const engine = new LayeredEngine({ userspace, kernel, host, log: createLog((line) => lines.push(line)) });
  cleanups.push(() => engine.close(0));
  return { kernel, host, engine, lines };
}

async function tcpServer(address: string) {
  const server = await startTcpServer({ address, name: 'toy' });
  cleanups.push(() => server.stop());
  return server;
}

test('the kernel gets no listener whose port is not ours', async () => {
  const { kernel, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const targets = activeStandby({ active: server, standby: server });
  const good = await listenerPlan('127.0.73.2', targets, { id: 'lsn-good' });
  const taken = await listenerPlan(server.address, targets, { id: 'lsn-taken', port: server.port });

  const results = await engine.apply(planChange([good, taken], { remove: ['lsn-before'] }));
  expect(results).toContainEqual({ listenerId: 'lsn-good' });
  expect(results).toContainEqual({ listenerId: 'lsn-taken', error: expect.objectContaining({ code: 'PortInUse' }) });
  expect(kernel.calls).toEqual(['start', 'apply']);
  expect([...(kernel.changes[0]?.set.keys() ?? [])]).toEqual(['lsn-good']);
  expect(kernel.changes[0]?.remove).toEqual(new Set(['lsn-taken', 'lsn-before']));
  expect(kernel.changes[0]?.limits).toEqual(planChange([good]).limits);
});

test('a listener that the kernel serves stays there when a change comes while no forwarder is alive', async () => {
  const { kernel, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.3', activeStandby({ active: server, standby: server }));
  await engine.apply(planChange([plan]));

  // Forwarders that are stopped answer nothing, and then end: to those who wait, both look the same.
  const pids = forwarderPids(process.pid);
  for (const pid of pids) {
    process.kill(pid, 'SIGSTOP');
  }
  const changed = { ...plan, revision: 2, idleTimeoutMs: 60_000 };
  const moved = await listenerPlan('127.0.73.4', plan.targets, { id: 'lsn-new' });
  const applied = engine.apply(planChange([changed, moved]));
  for (const pid of pids) {
    process.kill(pid, 'SIGKILL');
  }
  const failed = (await applied).filter(({ error }) => error !== undefined);
  const last = kernel.changes.at(-1);
  expect(last?.set.get(plan.id)?.plan).toEqual(changed);
  expect(last?.set.has('lsn-new')).toBe(failed.every(({ listenerId }) => listenerId !== 'lsn-new'));
  expect(last?.remove.has(plan.id)).toBe(false);
});

test('a verdict that comes while userspace opens ports is what the kernel gets', async () => {
  const { kernel, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.5', activeStandby({ active: server, standby: server }));
  const applied = engine.apply(planChange([plan], { routing: TO_ACTIVE }));
  engine.route(new Map([[plan.id, TO_STANDBY]]));
  await applied;
  expect(kernel.changes[0]?.set.get(plan.id)?.routing).toEqual(TO_STANDBY);
  expect(kernel.routings).toEqual([new Map([[plan.id, TO_STANDBY]])]);
});

test('counters are the sum of both, listener by listener and member by member', async () => {
  const { kernel, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.6', activeStandby({ active: server, standby: server }));
  await engine.apply(planChange([plan]));
  const held = await hold(plan.port, plan.address);
  cleanups.push(() => held.socket.destroy());
  await engine.settled();
  expect(kernel.calls).toContain('settled');
  const behind = engine.countersOf(plan.id);
  expect(behind?.connectionsCurrent).toBe(1);

  const member = { memberId: 'active', ...emptyTraffic(), connectionsCurrent: 2, connectionsTotal: 5, connectTimes: [], connectMsTotal: 0 };
  kernel.counted.set(plan.id, {
    ...emptyListener(plan.id),
    connectionsCurrent: 2,
    connectionsTotal: 5,
    drops: { 'no-server': 3 },
    members: [member, { ...member, memberId: 'removed' }],
  });
  kernel.counted.set('lsn-gone', { ...emptyListener('lsn-gone'), connectionsTotal: 7 });

  const sum = engine.countersOf(plan.id);
  expect(sum).toMatchObject({ connectionsCurrent: 3, connectionsTotal: 6, drops: { 'no-server': 3 } });
  expect(sum?.members.map(({ memberId, connectionsTotal }) => [memberId, connectionsTotal])).toEqual(
    expect.arrayContaining([
      ['active', 6],
      ['removed', 5],
    ]),
  );
  expect(sum?.members.find(({ memberId }) => memberId === 'active')?.connectTimes).toEqual(behind?.members[0]?.connectTimes);
  expect(engine.counters().map(({ listenerId, connectionsTotal }) => [listenerId, connectionsTotal])).toEqual([
    [plan.id, 6],
    ['lsn-gone', 7],
  ]);
  // The sum is nobody's own: reading twice adds nothing.
  expect(engine.countersOf(plan.id)).toEqual(sum);
});

test('what a change did to connections is the sum of both', async () => {
  const { kernel, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.7', activeStandby({ active: server, standby: server }));
  await engine.apply(planChange([plan]));
  const held = await hold(plan.port, plan.address);
  cleanups.push(() => held.socket.destroy());
  kernel.affected.set(plan.id, { kept: 4, cut: 2 });
  await engine.apply(planChange([{ ...plan, revision: 2, idleTimeoutMs: 60_000 }]));
  expect(engine.effects()).toEqual(new Map([[plan.id, { kept: 5, cut: 2 }]]));
});

test('a kernel that cannot be taken over is tried again with the next change', async () => {
  const { kernel, engine } = startLayers();
  kernel.startsThatFail = 1;
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.8', activeStandby({ active: server, standby: server }));
  await expect(engine.apply(planChange([plan]))).rejects.toThrow('the table cannot be read');
  expect(await engine.apply(planChange([plan]))).toEqual([{ listenerId: plan.id }]);
  expect(kernel.calls).toEqual(['start', 'start', 'apply']);
});

test('userspace serves what comes through, also while its processes are replaced', async () => {
  const { kernel, host, engine } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.9', activeStandby({ active: server, standby: server }));
  await engine.apply(planChange([plan]));
  const connecting = startConnecting(plan.port, plan.address);
  await waitFor(() => connecting.counts.served > 10);
  await engine.reload();
  expect((await connecting.stop()).failed).toEqual([]);
  expect(kernel.calls).toContain('reconsider');
  expect(host.looks).toBe(1);
  expect(engine.hints()).toEqual(['forwarding is off']);
});

test('a change of the host is a reason to decide anew', async () => {
  const { kernel, host, engine } = startLayers();
  host.change();
  await engine.apply(planChange([]));
  expect(kernel.calls).toEqual(['start', 'apply']);
  host.change();
  await waitFor(() => kernel.calls.at(-1) === 'reconsider');
});

test('a table that somebody deletes is looked at at once; nobody watches before there is one', async () => {
  const { kernel, host, engine } = startLayers();
  await engine.apply(planChange([]));
  expect(host.deleteTable).toBeNull();
  const server = await tcpServer('127.0.73.1');
  await engine.apply(planChange([await listenerPlan('127.0.73.11', activeStandby({ active: server, standby: server }))]));
  host.deleteTable?.();
  expect(kernel.calls).toEqual(['start', 'apply', 'apply', 'settled']);
});

test('who stops the worker is told that the kernel goes on, and how to end that', async () => {
  const { kernel, host, engine, lines } = startLayers();
  const server = await tcpServer('127.0.73.1');
  const plan = await listenerPlan('127.0.73.10', activeStandby({ active: server, standby: server }));
  await engine.apply(planChange([plan]));
  await Promise.all([engine.close(1000), engine.close(0)]);
  expect(host.isStopped).toBe(true);
  expect(kernel.calls).toContain('close');
  expect(lines).toEqual([
    'info kernel:left-in-force listeners=1 reason="the kernel goes on serving them; npm run proxy -- --flush ends that"\n',
  ]);
});
