import { describe, expect, test } from 'vitest';
import { diffDocuments, isApart, onTop } from './history.ts';

const server = (serverId: string, weight: number, port = 80) => ({ serverId, port, weight });

describe('what differs', () => {
  test('is told field by field, whatever the order of fields', () => {
    const before = { name: 'a', healthCheck: { port: 1, type: 'tcp' }, bandwidthMbps: null };
    const after = { healthCheck: { type: 'tcp', port: 2 }, name: 'a', bandwidthMbps: 5 };
    expect(diffDocuments(before, after)).toEqual([
      { path: 'bandwidthMbps', before: null, after: 5, list: null },
      { path: 'healthCheck.port', before: 1, after: 2, list: null },
    ]);
  });

  test('of members is told member by member', () => {
    const [change] = diffDocuments({ servers: [server('a', 1), server('b', 1)] }, { servers: [server('b', 2), server('c', 1)] });
    expect(change?.list).toEqual({
      added: [server('c', 1)],
      removed: [server('a', 1)],
      changed: [{ before: server('b', 1), after: server('b', 2) }],
    });
  });

  test('a value that becomes an object is one change', () => {
    expect(diffDocuments({ accessControl: null }, { accessControl: { mode: 'whitelist', listIds: ['x'] } })).toHaveLength(1);
  });
});

describe('mine on top of theirs', () => {
  test('fields that only they have changed stay theirs', () => {
    const base = { name: 'a', healthCheck: { port: 1, timeoutSeconds: 5 } };
    const mine = { name: 'a', healthCheck: { port: 1, timeoutSeconds: 6 } };
    const theirs = { name: 'b', healthCheck: { port: 2, timeoutSeconds: 7 } };
    expect(onTop(base, mine, theirs)).toEqual({ name: 'b', healthCheck: { port: 2, timeoutSeconds: 6 } });
  });

  test('members are merged one by one: who I removed goes, who they added stays, my weight wins', () => {
    const base = { servers: [server('a', 1), server('b', 1), server('c', 1)] };
    const mine = { servers: [server('b', 9), server('c', 1), server('mine', 1)] };
    const theirs = { servers: [server('a', 5), server('b', 2), server('theirs', 1)] };
    expect(onTop(base, mine, theirs)).toEqual({ servers: [server('b', 9), server('theirs', 1), server('mine', 1)] });
  });

  test('a pair is one decision', () => {
    const pair = (active: string, standby: string) => [
      { serverId: active, port: 80, role: 'active' },
      { serverId: standby, port: 80, role: 'standby' },
    ];
    const merged = onTop({ servers: pair('a', 'b') }, { servers: pair('a', 'c') }, { servers: pair('d', 'b') });
    expect(merged).toEqual({ servers: pair('a', 'c') });
  });

  test('a target is not mixed from two', () => {
    const base = { target: { kind: 'default', backendPort: 80 } };
    const theirs = { target: { kind: 'vserver-group', id: 'x' } };
    expect(onTop(base, { target: { kind: 'default', backendPort: 81 } }, theirs)).toEqual({ target: { kind: 'default', backendPort: 81 } });
  });
});

describe('nothing to ask about', () => {
  const base = { name: 'a', defaultServers: [server('a', 1), server('b', 1)] };

  test('when they have changed another field', () => {
    expect(isApart(base, { name: 'mine' }, { ...base, defaultServers: [] })).toBe(true);
    expect(isApart(base, { name: 'mine' }, { ...base, name: 'theirs' })).toBe(false);
  });

  test('when they have changed another server, or the same one alike', () => {
    const mine = { defaultServers: [server('a', 9), server('b', 1)] };
    expect(isApart(base, mine, { ...base, defaultServers: [server('a', 1), server('b', 5), server('c', 1)] })).toBe(true);
    expect(isApart(base, mine, { ...base, defaultServers: [server('a', 9), server('b', 5)] })).toBe(true);
  });

  test('but when they have given the same server another weight, or taken it out', () => {
    const mine = { defaultServers: [server('a', 9), server('b', 1)] };
    expect(isApart(base, mine, { ...base, defaultServers: [server('a', 5), server('b', 1)] })).toBe(false);
    expect(isApart(base, mine, { ...base, defaultServers: [server('b', 1)] })).toBe(false);
  });
});
