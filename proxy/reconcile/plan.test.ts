import { expect, test } from 'vitest';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import type { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { planLoadBalancer } from './plan.ts';

function member(role: string, changes: object = {}) {
  const address = role === 'active' ? '10.0.0.1' : '10.0.0.2';
  return { id: `mbr-${role}`, serverId: `srv-${role}`, serverName: role, address, port: 8080, role, weight: 100, ...changes };
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
    group: { id: 'rsp-1', name: 'group', members: [member('standby'), member('active')] },
    ...changes,
  };
}

function loadBalancer(listeners: unknown[], changes: Partial<LoadBalancerSnapshot> = {}): LoadBalancerSnapshot {
  return {
    id: 'lb-1',
    regionId: 'r1',
    name: 'lb',
    address: '10.0.1.1',
    addressType: 'intranet',
    status: 'active',
    revision: 7,
    listeners,
    ...changes,
  };
}

test('a listener becomes a port with two targets and one check, which asks the active', () => {
  const plan = planLoadBalancer(loadBalancer([listener()]));
  expect(plan.listeners[0]).toMatchObject({
    forwarding: {
      id: 'lsn-1',
      revision: 7,
      protocol: 'tcp',
      address: '10.0.1.1',
      port: 80,
      idleTimeoutMs: 900_000,
      targets: {
        active: { memberId: 'mbr-active', address: '10.0.0.1', port: 8080, role: 'active', weight: 100 },
        standby: { memberId: 'mbr-standby', address: '10.0.0.2', port: 8080, role: 'standby', weight: 100 },
      },
    },
    check: { type: 'tcp', address: '10.0.0.1', port: 8080, timeoutMs: 5000, intervalMs: 2000 },
  });
  expect([plan.stopped, plan.invalid]).toEqual([[], []]);
});

test('options of failover and a switch of the group are carried along; what an older copy does not have gets its default', () => {
  const order = { id: '1', to: 'standby', reason: 'update', by: 'Ada' };
  const options = {
    retryOnStandby: true,
    connectTimeoutMilliseconds: 700,
    failback: { mode: 'delayed', stableSeconds: 30 },
    onFailover: { mode: 'drain', drainSeconds: 20 },
    group: { id: 'rsp-1', name: 'group', members: [member('standby'), member('active')], switch: order },
  };
  const [given, absent] = planLoadBalancer(loadBalancer([listener(options), listener({ id: 'lsn-2', port: 81 })])).listeners;
  expect(given).toMatchObject({
    forwarding: { retryOnStandby: true, connectTimeoutMs: 700, onFailover: { mode: 'drain', drainMs: 20_000 } },
    failback: { mode: 'delayed', stableSeconds: 30 },
    switch: order,
  });
  expect(absent).toMatchObject({
    forwarding: { retryOnStandby: false, connectTimeoutMs: 5000, onFailover: { mode: 'keep' } },
    failback: { mode: 'automatic' },
    switch: null,
  });
});

test('with the check off nothing is asked', () => {
  const off = { ...HEALTH_CHECK_DEFAULTS.tcp, enabled: false };
  expect(planLoadBalancer(loadBalancer([listener({ healthCheck: off })])).listeners[0]?.check).toBeNull();
});

test.each([
  ['a stopped listener', listener({ enabled: false }), 'active'],
  ['a listener of an inactive load balancer', listener(), 'inactive'],
  ['a listener of a locked load balancer', listener(), 'locked'],
  ['a stopped listener that makes no sense', listener({ enabled: false, group: null }), 'active'],
] as const)('%s is not in the plan, and stopped', (_, row, status) => {
  const plan = planLoadBalancer(loadBalancer([row], { status }));
  expect(plan.listeners).toEqual([]);
  expect(plan.stopped).toEqual([
    { id: 'lsn-1', regionId: 'r1', place: { protocol: 'tcp', address: '10.0.1.1', port: 80 }, revision: 7, ageMs: 12.5 },
  ]);
});

test.each([
  ['no group', { group: null }, 'group: '],
  ['one member', { group: { id: 'g', name: 'g', members: [member('active')] } }, 'exactly one active and one standby member'],
  ['two actives', { group: { id: 'g', name: 'g', members: [member('active'), member('active')] } }, 'exactly one active and one standby'],
  [
    'a member without an address',
    { group: { id: 'g', name: 'g', members: [member('active', { address: 'x' }), member('standby')] } },
    'IPv4',
  ],
  ['no health check', { healthCheck: null }, 'healthCheck: '],
  ['a port out of range', { port: 65_536 }, 'port: '],
  ['a protocol of another layer', { protocol: 'http' }, 'Only TCP and UDP listeners'],
  ['a UDP check of a TCP listener', { healthCheck: HEALTH_CHECK_DEFAULTS.udp }, 'A TCP listener cannot have a UDP health check'],
])('a listener with %s is reported, and harms no other', (_, changes, message) => {
  const plan = planLoadBalancer(loadBalancer([listener(changes), listener({ id: 'lsn-2', port: 81 })]));
  expect(plan.invalid).toMatchObject([{ id: 'lsn-1', revision: 7 }]);
  expect(plan.invalid[0]?.message).toContain(message);
  expect(plan.listeners.map((one) => one.forwarding.id)).toEqual(['lsn-2']);
});
