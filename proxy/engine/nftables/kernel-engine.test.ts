import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ListenerPlan, PlanChange } from '#proxy/engine/engine.ts';
import { createLog } from '#proxy/log.ts';
import { activeStandby, listenerPlan, noLimits, planChange, pool, TO_STANDBY } from '#test/plan.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { waitFor } from '#test/wait.ts';
import { Conntrack } from './conntrack.ts';
import { KernelEngine } from './kernel-engine.ts';
import { Nft } from './nft.ts';
import { TABLE } from './ruleset/table.ts';

/** The table as it becomes, in a network namespace of its own, without traffic. */

const HOST = { whyNotForward4: null, whyNotForward6: null, whyNotLocal4: null, whyNotLocal6: null, isLocal: () => false };
const SERVICE = '10.1.0.1';
const namespace = `olb-${randomBytes(4).toString('hex')}-table`;
const inside = (...command: string[]) => ['ip', 'netns', 'exec', namespace, ...command];
const nft = (...args: string[]) => execFileSync('ip', [...inside('nft', ...args).slice(1)], { encoding: 'utf8', stdio: 'pipe' });
const obstacle = whyNoKernel();

/** Keeps what it was told. */
class RecordingNft extends Nft {
  readonly scripts: string[] = [];

  override run(script: string): Promise<void> {
    this.scripts.push(script);
    return super.run(script);
  }
}

const engines: KernelEngine[] = [];

async function startEngine() {
  const recording = new RecordingNft({ command: inside('nft') });
  const lines: string[] = [];
  const changed: string[] = [];
  const engine = new KernelEngine({
    nft: recording,
    conntrack: new Conntrack({ command: inside('conntrack') }),
    host: HOST,
    nodeId: 'node-1',
    engineSetting: 'auto',
    log: createLog((line) => lines.push(line)),
    onServedByChanged: (ids) => changed.push(...ids),
  });
  engines.push(engine);
  await engine.start();
  const told = recording.scripts;
  return {
    engine,
    lines,
    changed,
    apply: (change: PlanChange) => engine.apply(change),
    /** What the kernel was told since the last call, line by line. */
    told: () => told.splice(0).flatMap((script) => script.trim().split('\n')),
  };
}

const place = (host: number, port = 8080) => ({ address: `10.2.0.${host}`, port });
const pair = (port: number, changes: Partial<ListenerPlan> = {}) =>
  listenerPlan(SERVICE, activeStandby({ active: place(1), standby: place(2) }), { id: `pair-${port}`, port, ...changes });
const members = (...weights: number[]) => weights.map((weight, index) => ({ memberId: `m${index}`, ...place(index + 1), weight }));

function exists(): boolean {
  return nft('list', 'tables').includes(TABLE);
}

/** Names of chains, sets and maps, and how many elements each has. */
function contents(): { names: string[]; elements: Record<string, number> } {
  const { nftables } = JSON.parse(nft('-j', 'list', 'table', ...TABLE.split(' '))) as {
    nftables: Record<string, { name?: string; elem?: unknown[] }>[];
  };
  const objects = nftables.flatMap((one) => Object.entries(one)).filter(([kind]) => kind !== 'rule' && kind !== 'metainfo');
  return {
    names: objects.map(([kind, { name }]) => `${kind} ${name}`).sort(),
    elements: Object.fromEntries(objects.flatMap(([, { name, elem }]) => (elem && name ? [[name, elem.length]] : []))),
  };
}

describe.skipIf(obstacle !== null)(`the table of the kernel engine${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  beforeAll(() => {
    execFileSync('ip', ['netns', 'add', namespace]);
  });

  afterAll(() => {
    execFileSync('ip', ['netns', 'del', namespace]);
  });

  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    nft('flush', 'ruleset');
  });

  test('is not made before there is a listener for it', async () => {
    const { apply, engine } = await startEngine();
    const loopback = await listenerPlan('127.0.0.9', pool(members(1)), { id: 'near', port: 80 });
    await apply(planChange([loopback, await pair(81, { proxyProtocol: true })]));
    expect(exists()).toBe(false);
    expect(engine.servedBy('near')).toEqual({ engine: 'userspace', reason: 'A loopback address is served by userspace.' });
    expect(engine.servedBy('pair-81').reason).toContain('Proxy Protocol');
    await apply(planChange([await pair(82)]));
    expect(exists()).toBe(true);
    expect(engine.servedBy('pair-82')).toEqual({ engine: 'nftables', reason: null });
  });

  test('a failover swaps one element, and a change of nothing tells nothing', async () => {
    const { apply, engine, told } = await startEngine();
    const plan = await pair(80);
    await apply(planChange([plan]));
    told();
    engine.route(new Map([[plan.id, TO_STANDBY]]));
    await engine.settled();
    expect(told()).toEqual([
      `delete element ${TABLE} serving4 { ${SERVICE} . tcp . 80 }`,
      expect.stringMatching(`^add element ${TABLE} serving4 { ${SERVICE} . tcp . 80 : 0x\\w+ }$`),
    ]);
    await apply(planChange([plan], { routing: TO_STANDBY }));
    expect(told()).toEqual([]);
  });

  test('one listener among others is added and removed without a word about them, and nothing of it stays', async () => {
    const { apply, told } = await startEngine();
    await apply(planChange([await pair(80)], { limits: noLimits({ connectionsMax: 100 }) }));
    const before = contents();
    told();
    const entries = Array.from({ length: 300 }, (_, index) => `10.${index % 100}.${index}.0/24`).map((cidr) =>
      cidr.replace(/\.(\d{3})\.0\/24$/, (_, part) => `.${Number(part) % 256}.0/24`),
    );
    const rich = await listenerPlan(SERVICE, pool(members(3, 2, 1), { scheduler: 'wrr', persistenceMs: 60_000 }), {
      id: 'rich',
      loadBalancerId: 'lb-2',
      port: 90,
      accessControl: { mode: 'whitelist', entries },
      bandwidthBytesPerSecond: 1_000_000,
      sourceNat: true,
    });
    await apply(planChange([rich], { limits: noLimits({ connectionsPerSecondMax: 5 }) }));
    expect(told().filter((line) => line.includes('pair-80'))).toEqual([]);
    await apply({ set: new Map(), remove: new Set(['rich']), limits: new Map() });
    await waitFor(() => JSON.stringify(contents()) === JSON.stringify(before), { intervalMs: 200, what: 'nothing of it to be left' });
  });

  test('what the kernel does not take is left to userspace with its words, and the others are in force', async () => {
    const { apply, engine, changed } = await startEngine();
    const odd = await pair(81, { accessControl: { mode: 'blacklist', entries: ['no network'] } });
    await apply(planChange([await pair(80), odd, await pair(82)]));
    expect(['pair-80', 'pair-81', 'pair-82'].map((id) => engine.servedBy(id).engine)).toEqual(['nftables', 'userspace', 'nftables']);
    expect(engine.servedBy('pair-81').reason).toMatch(/^The kernel refused its rules: nft: /);
    expect(changed).toContain('pair-81');
    expect(contents().elements.dispatch4).toBe(2);
    await apply(planChange([{ ...odd, accessControl: null }]));
    expect(engine.servedBy('pair-81')).toEqual({ engine: 'nftables', reason: null });
  });

  test('the next engine takes over what is in force: numbers, clients of persistence, counters', async () => {
    const plans = [await pair(80), await listenerPlan(SERVICE, pool(members(2, 1), { persistenceMs: 600_000 }), { id: 'pool', port: 90 })];
    const first = await startEngine();
    await first.apply(planChange(plans));
    await first.engine.close();
    nft('add', 'element', ...TABLE.split(' '), 'sticky-pool', '{ 10.9.9.9 timeout 600s : 0x40000003 }');
    const before = contents();
    const marks = nft('list', 'map', ...TABLE.split(' '), 'target4');
    const second = await startEngine();
    expect(contents()).toEqual(before);
    await second.apply(planChange(plans));
    // Turns begin anew in slots of their own; those of before go with all else that is not wanted.
    const { slots, ...others } = contents().elements;
    expect({ ...others, slots: (slots ?? 0) / 2 }).toEqual(before.elements);
    expect(nft('list', 'map', ...TABLE.split(' '), 'target4')).toBe(marks);
    expect(nft('list', 'map', ...TABLE.split(' '), 'sticky-pool')).toContain('10.9.9.9');
  });

  test('what was left in force and is in no plan any more goes when the plan is complete', async () => {
    const first = await startEngine();
    await first.apply(planChange([await pair(80), await pair(81)]));
    await first.engine.close();
    const second = await startEngine();
    await second.apply(planChange([await pair(81)]));
    expect(contents().elements.dispatch4).toBe(2);
    await waitFor(() => contents().elements.dispatch4 === 1, { intervalMs: 200, what: 'the listener of before to go' });
    expect(nft('list', 'map', ...TABLE.split(' '), 'dispatch4')).toContain('. 81');
  });

  test('a table that somebody has deleted is made again, whole', async () => {
    const { apply } = await startEngine();
    await apply(planChange([await pair(80), await pair(81)]));
    const before = contents();
    nft('flush', 'ruleset');
    await waitFor(() => exists(), { intervalMs: 200, what: 'the table to be there again' });
    expect(contents()).toEqual(before);
    nft('flush', 'ruleset');
    await apply(planChange([await pair(82)]));
    expect(contents().elements.dispatch4).toBe(3);
  });

  test('listeners of one instance share its ceilings with those that userspace serves', async () => {
    const { apply } = await startEngine();
    const limits = noLimits({ connectionsMax: 100 });
    await apply(planChange([await pair(80), await pair(81, { proxyProtocol: true })], { limits }));
    expect(nft('list', 'map', ...TABLE.split(' '), 'dispatch4')).toMatch(/\. 81 : goto ceilings4-any-100/);
    await apply({ set: new Map(), remove: new Set(['pair-80']), limits: new Map() });
    expect(contents().elements.dispatch4).toBeUndefined();
  });

  test('an instance whose only listener gives way to another one keeps its ceilings', async () => {
    const { apply } = await startEngine();
    const limits = noLimits({ connectionsMax: 100 });
    await apply(planChange([await pair(80)], { limits }));
    await apply(planChange([await pair(81)], { limits, remove: ['pair-80'] }));
    expect(contents().names).toContain('chain ceilings4-any-100');
  });

  test('a shared bandwidth limit keeps all that share it in one engine', async () => {
    const { apply, engine, changed } = await startEngine();
    const limits = noLimits({ sharedBytesPerSecond: 1_000_000 });
    await apply(planChange([await pair(80), await pair(81, { bandwidthBytesPerSecond: 500_000 })], { limits }));
    expect(engine.servedBy('pair-80').engine).toBe('nftables');
    await apply(planChange([await pair(82, { proxyProtocol: true })], { limits }));
    expect(engine.servedBy('pair-80').reason).toContain('bandwidth');
    expect(engine.servedBy('pair-81').engine).toBe('nftables');
    expect(changed).toEqual(['pair-80']);
  });
});
