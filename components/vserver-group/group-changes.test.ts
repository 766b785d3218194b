import { describe, expect, it } from 'vitest';
import type { VServerGroupView } from '#domain/view.ts';
import { changesOf, isSameGroup, leavingWithTraffic } from './group-changes.ts';

const member = (serverId: string, port: number, weight: number) => ({
  memberId: `${serverId}:${port}`,
  serverId,
  serverName: serverId,
  address: '127.0.0.1',
  zoneName: null,
  status: 'running' as const,
  port,
  weight,
});
const base: VServerGroupView = {
  id: 'rsp-1',
  loadBalancerId: 'lb-1',
  regionId: 'north',
  name: 'web',
  version: 1,
  createdAt: '2026-01-01T00:00:00Z',
  servers: [member('a', 80, 100), member('a', 81, 0), member('b', 80, 50)],
  tags: [],
  listeners: [],
};
const same = base.servers.map(({ serverId, port, weight }) => ({ serverId, port, weight }));

describe('an edit of a VServer group', () => {
  it('sends what differs only', () => {
    expect(changesOf(base, { name: 'web', servers: [...same].reverse() })).toEqual({});
    expect(changesOf(base, { name: 'shop', servers: same })).toEqual({ name: 'shop' });
    const servers = [{ serverId: 'a', port: 80, weight: 1 }];
    expect(changesOf(base, { name: 'web', servers })).toEqual({ servers });
  });

  it('notices what somebody else has changed', () => {
    expect(isSameGroup(base, { ...base, servers: [...base.servers].reverse() })).toBe(true);
    expect(isSameGroup(base, { ...base, name: 'shop' })).toBe(false);
    expect(isSameGroup(base, { ...base, servers: [member('a', 80, 99), ...base.servers.slice(1)] })).toBe(false);
  });

  it('names the members that leave while they still get traffic', () => {
    const left = leavingWithTraffic(base, { name: 'web', servers: [{ serverId: 'b', port: 8080, weight: 50 }] });
    expect(left.map(({ memberId }) => memberId)).toEqual(['a:80', 'b:80']);
  });
});
