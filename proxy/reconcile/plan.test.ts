import { expect, test } from 'vitest';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import type { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { planLoadBalancer } from './plan.ts';
import type { LoadBalancerState, RowPlan } from './planned.ts';

function member(role: string, changes: object = {}) {
  const address = role === 'active' ? '10.0.0.1' : '10.0.0.2';
  return { id: `mbr-${role}`, serverId: `srv-${role}`, serverName: role, address, port: 8080, role, weight: 100, ...changes };
}

function groupOf(members: object[], changes: object = {}) {
  return { kind: 'active-standby-group', group: { id: 'rsp-1', name: 'group', members, ...changes } };
}

function poolMember(number: number, changes: object = {}) {
  const id = `mbr-${number}`;
  return { id, serverId: `srv-${number}`, serverName: id, address: `10.0.0.${number}`, port: 8080, weight: 100, ...changes };
}

function listener(changes: object = {}) {
  return {
    id: 'lsn-1',
    protocol: 'tcp',
    port: 80,
    name: 'tcp_80',
    enabled: true,
    revision: 7,
    ageMs: 12.5,
    idleTimeoutSeconds: 900,
    healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
    target: groupOf([member('standby'), member('active')]),
    ...changes,
  };
}

function loadBalancer(listeners: unknown[], changes: Partial<LoadBalancerSnapshot> = {}): LoadBalancerState {
  const snapshot = {
    id: 'lb-1',
    regionId: 'r1',
    name: 'lb',
    address: '10.0.1.1',
    addressType: 'intranet' as const,
    status: 'active' as const,
    specification: null,
    bandwidthMbps: null,
    sourceNat: true,
    revision: 7,
    listeners,
    ...changes,
  };
  return { snapshot, loadedAt: 1000 };
}

function rowsOf(state: LoadBalancerState): RowPlan[] {
  return [...planLoadBalancer(state).rows.values()];
}

function planned(changes: object = {}) {
  const [row] = rowsOf(loadBalancer([listener(changes)]));
  if (row?.state !== 'planned') {
    throw new Error(`not planned: ${JSON.stringify(row)}`);
  }
  return row;
}

test('a listener becomes a port with two targets and one check, which asks the active', () => {
  const { forwarding, checks, changedAt } = planned();
  expect(forwarding).toEqual({
    id: 'lsn-1',
    loadBalancerId: 'lb-1',
    revision: 7,
    protocol: 'tcp',
    address: '10.0.1.1',
    port: 80,
    idleTimeoutMs: 900_000,
    connectTimeoutMs: 5000,
    proxyProtocol: false,
    accessControl: null,
    drainingMs: null,
    bandwidthBytesPerSecond: null,
    sourceNat: true,
    targets: {
      kind: 'active-standby',
      active: { memberId: 'mbr-active', address: '10.0.0.1', port: 8080, weight: 100 },
      standby: { memberId: 'mbr-standby', address: '10.0.0.2', port: 8080, weight: 100 },
      retryOnStandby: false,
      onFailover: { mode: 'keep', drainMs: 0 },
    },
  });
  expect([...checks]).toMatchObject([['mbr-active', { type: 'tcp', address: '10.0.0.1', port: 8080, timeoutMs: 5000, intervalMs: 2000 }]]);
  expect(changedAt).toBe(1000 - 12.5);
});

test('options of failover and a switch of the group are carried along', () => {
  const order = { id: '1', to: 'standby', reason: 'update', by: 'Ada' };
  const { forwarding, failover } = planned({
    retryOnStandby: true,
    connectTimeoutMilliseconds: 700,
    failback: { mode: 'delayed', stableSeconds: 30 },
    onFailover: { mode: 'drain', drainSeconds: 20 },
    target: groupOf([member('standby'), member('active')], { switch: order }),
  });
  expect(forwarding).toMatchObject({
    connectTimeoutMs: 700,
    targets: { retryOnStandby: true, onFailover: { mode: 'drain', drainMs: 20_000 } },
  });
  expect(failover).toMatchObject({ groupId: 'rsp-1', failback: { mode: 'delayed', stableSeconds: 30 }, switch: order });
});

test.each([
  ['vserver-group', 'rsp-2'],
  ['default', 'lb-1'],
])('the target %s becomes a pool, every member of which is checked, also one of weight 0', (kind, groupId) => {
  const members = [poolMember(1), poolMember(2, { weight: 0 }), poolMember(3, { serverId: 'srv-1', address: '10.0.0.1', port: 8081 })];
  const options = { scheduler: 'wlc', persistenceSeconds: 60, drainingSeconds: 30, proxyProtocol: true, bandwidthMbps: 8 };
  const { forwarding, checks, failover } = planned({ target: { kind, id: 'rsp-2', name: 'pool', members }, ...options });
  expect(forwarding).toMatchObject({
    drainingMs: 30_000,
    proxyProtocol: true,
    bandwidthBytesPerSecond: 1_000_000,
    targets: {
      kind: 'pool',
      groupId,
      scheduler: 'wlc',
      persistenceMs: 60_000,
      members: [
        { memberId: 'mbr-1', address: '10.0.0.1', port: 8080, weight: 100 },
        { memberId: 'mbr-2', weight: 0 },
        { memberId: 'mbr-3', address: '10.0.0.1', port: 8081 },
      ],
    },
  });
  expect(Array.from(checks, ([id, { address, port }]) => [id, address, port])).toEqual([
    ['mbr-1', '10.0.0.1', 8080],
    ['mbr-2', '10.0.0.2', 8080],
    ['mbr-3', '10.0.0.1', 8081],
  ]);
  expect(failover).toBeNull();
});

test('an empty pool is a valid one', () => {
  expect(planned({ target: { kind: 'default', members: [] } }).forwarding.targets).toMatchObject({ kind: 'pool', members: [] });
});

test('a UDP listener has no options of TCP', () => {
  const { forwarding } = planned({
    protocol: 'udp',
    healthCheck: HEALTH_CHECK_DEFAULTS.udp,
    persistenceSeconds: 60,
    drainingSeconds: 30,
    scheduler: 'qch',
    target: { kind: 'default', members: [poolMember(1)] },
  });
  expect(forwarding).toMatchObject({ drainingMs: null, targets: { scheduler: 'qch', persistenceMs: 0 } });
});

test('access control is carried along', () => {
  const accessControl = { mode: 'blacklist', entries: ['10.1.0.0/16', '2001:db8::/32'] };
  expect(planned({ accessControl }).forwarding.accessControl).toEqual(accessControl);
});

test('with the check off nothing is asked', () => {
  expect(planned({ healthCheck: { ...HEALTH_CHECK_DEFAULTS.tcp, enabled: false } }).checks.size).toBe(0);
});

test('ceilings are those of the specification; listeners without a limit share what the reservations of all others leave', () => {
  const listeners = [
    listener({ bandwidthMbps: 4 }),
    listener({ id: 'lsn-2', port: 81, enabled: false, bandwidthMbps: 1 }),
    listener({ id: 'lsn-3', port: 82 }),
  ];
  const limitsOf = (changes: Partial<LoadBalancerSnapshot>) => planLoadBalancer(loadBalancer(listeners, changes)).limits;
  expect(limitsOf({ specification: 'slb.s1.small', bandwidthMbps: 10 })).toEqual({
    connectionsMax: 5000,
    connectionsPerSecondMax: 3000,
    sharedBytesPerSecond: 5 * 125_000,
  });
  expect(limitsOf({})).toEqual({ connectionsMax: null, connectionsPerSecondMax: null, sharedBytesPerSecond: null });
  expect(limitsOf({ bandwidthMbps: 3 }).sharedBytesPerSecond).toBe(0);
});

test('a row that is the same but for its age keeps its plan as one object, also beside one that has changed', () => {
  const before = planLoadBalancer(loadBalancer([listener(), listener({ id: 'lsn-2', port: 81 })]));
  const rows = [listener({ ageMs: 99 }), listener({ id: 'lsn-2', port: 81, revision: 8, idleTimeoutSeconds: 60 })];
  const after = planLoadBalancer(loadBalancer(rows), before);
  expect(after.rows.get('lsn-1')).toBe(before.rows.get('lsn-1'));
  expect(after.rows.get('lsn-2')).toMatchObject({ state: 'planned', revision: 8, forwarding: { idleTimeoutMs: 60_000 } });
  const moved = planLoadBalancer(loadBalancer(rows, { address: '10.0.1.2' }), after);
  expect(moved.rows.get('lsn-1')).toMatchObject({ forwarding: { address: '10.0.1.2' } });
});

test('a drill counts down from the moment of reading, and what is left of it is no change', () => {
  const drilled = (drill: object | null) => loadBalancer([listener({ target: groupOf([member('standby'), member('active')], { drill }) })]);
  const before = planLoadBalancer(drilled({ id: 'drl-1', leftMs: 500 }));
  const planOf = (plan: typeof before) => plan.rows.get('lsn-1');
  expect(planOf(before)).toMatchObject({ failover: { drill: { id: 'drl-1', endsAt: 1500 } } });
  const later = planLoadBalancer({ ...drilled({ id: 'drl-1', leftMs: 100 }), loadedAt: 1400 }, before);
  expect(planOf(later)).toBe(planOf(before));
  expect(planOf(planLoadBalancer({ ...drilled(null), loadedAt: 1600 }, before))).toBe(planOf(before));
  expect(planOf(planLoadBalancer({ ...drilled(null), loadedAt: 1400 }, before))).toMatchObject({ failover: { drill: null } });
  const next = planLoadBalancer({ ...drilled({ id: 'drl-2', leftMs: 500 }), loadedAt: 1600 }, before);
  expect(planOf(next)).toMatchObject({ failover: { drill: { id: 'drl-2', endsAt: 2100 } } });
  const fromCopy = planLoadBalancer({ ...drilled({ id: 'drl-1', leftMs: 500 }), loadedAt: null });
  expect(planOf(fromCopy)).toMatchObject({ failover: { drill: 'unknown' } });
});

test.each([
  ['a stopped listener', listener({ enabled: false }), 'active'],
  ['a listener of an inactive load balancer', listener(), 'inactive'],
  ['a listener of a locked load balancer', listener(), 'locked'],
  ['a stopped listener that makes no sense', listener({ enabled: false, target: null }), 'active'],
] as const)('%s is stopped', (_, row, status) => {
  expect(rowsOf(loadBalancer([row], { status }))).toEqual([
    {
      state: 'stopped',
      id: 'lsn-1',
      loadBalancerId: 'lb-1',
      regionId: 'r1',
      place: { protocol: 'tcp', address: '10.0.1.1', port: 80 },
      revision: 7,
      changedAt: 987.5,
    },
  ]);
});

const pool = (...members: object[]) => ({ target: { kind: 'vserver-group', id: 'rsp-2', name: 'pool', members } });
const everywhere = Array.from({ length: 1001 }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`);

test.each([
  ['no target', { target: null }, 'target: '],
  ['a group of one member', { target: groupOf([member('active')]) }, 'exactly one active and one standby member'],
  ['two actives', { target: groupOf([member('active'), member('active')]) }, 'exactly one active and one standby'],
  ['a member without an address', { target: groupOf([member('active', { address: 'x' }), member('standby')]) }, 'IPv4'],
  ['a weight beyond 100', pool(poolMember(1, { weight: 101 })), 'target.members.0.weight'],
  ['an unknown scheduler', { scheduler: 'fastest' }, 'scheduler: '],
  ['QUIC scheduling under TCP', { scheduler: 'qch' }, 'Only a UDP listener'],
  ['an access control entry that is no network', { accessControl: { mode: 'whitelist', entries: ['ten'] } }, 'accessControl.entries.0'],
  ['1001 access control entries', { accessControl: { mode: 'whitelist', entries: everywhere } }, 'accessControl.entries'],
  ['no health check', { healthCheck: null }, 'healthCheck: '],
  ['a port out of range', { port: 65_536 }, 'port: '],
  ['a protocol of another layer', { protocol: 'http' }, 'Only TCP and UDP listeners'],
  ['a UDP check of a TCP listener', { healthCheck: HEALTH_CHECK_DEFAULTS.udp }, 'A TCP listener cannot have a UDP health check'],
])('a listener with %s is reported, and harms no other', (_, changes, message) => {
  const [broken, good] = rowsOf(loadBalancer([listener(changes), listener({ id: 'lsn-2', port: 81 })]));
  expect(broken).toMatchObject({ state: 'invalid', id: 'lsn-1', revision: 7, message: expect.stringContaining(message) });
  expect(good).toMatchObject({ state: 'planned', id: 'lsn-2' });
});
