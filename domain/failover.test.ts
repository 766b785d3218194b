import { describe, expect, it } from 'vitest';
import { ActiveStandbyMembers, SwitchActiveStandbyGroupInput, UpdateActiveStandbyGroupInput } from './active-standby-group.ts';
import { parseInput } from './domain-error.ts';
import { HEALTH_CHECK_DEFAULTS } from './health-check.ts';
import { CreateListenerInput, UpdateListenerInput } from './listener.ts';

const tcp = {
  protocol: 'tcp',
  port: 80,
  target: { kind: 'active-standby-group', id: 'rsp-1' },
  healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
};

describe('the failover options of a listener', () => {
  it('by default nothing is retried, traffic returns by itself, and connections are kept', () => {
    expect(parseInput(CreateListenerInput, tcp)).toMatchObject({
      retryOnStandby: false,
      connectTimeoutMilliseconds: 5000,
      failback: { mode: 'automatic', stableSeconds: null },
      onFailover: { mode: 'keep', drainSeconds: null },
    });
  });

  it.each([
    { retryOnStandby: true, connectTimeoutMilliseconds: 100 },
    { connectTimeoutMilliseconds: 30_000 },
    { failback: { mode: 'delayed', stableSeconds: 1 } },
    { failback: { mode: 'delayed', stableSeconds: 3600 } },
    { failback: { mode: 'manual' } },
    { onFailover: { mode: 'drain', drainSeconds: 10 } },
    { onFailover: { mode: 'drain', drainSeconds: 900 } },
    { onFailover: { mode: 'reset', drainSeconds: null } },
  ])('accepts %j, when created and when changed', (changes) => {
    expect(CreateListenerInput.safeParse({ ...tcp, ...changes }).error).toBeUndefined();
    expect(UpdateListenerInput.safeParse(changes).error).toBeUndefined();
  });

  it.each([
    [{ connectTimeoutMilliseconds: 99 }, 'connectTimeoutMilliseconds'],
    [{ connectTimeoutMilliseconds: 30_001 }, 'connectTimeoutMilliseconds'],
    [{ connectTimeoutMilliseconds: 100.5 }, 'connectTimeoutMilliseconds'],
    [{ retryOnStandby: 'yes' }, 'retryOnStandby'],
    [{ failback: { mode: 'never' } }, 'failback.mode'],
    [{ failback: { mode: 'delayed' } }, 'failback.stableSeconds'],
    [{ failback: { mode: 'delayed', stableSeconds: 0 } }, 'failback.stableSeconds'],
    [{ failback: { mode: 'delayed', stableSeconds: 3601 } }, 'failback.stableSeconds'],
    [{ failback: { mode: 'manual', stableSeconds: 10 } }, 'failback.stableSeconds'],
    [{ onFailover: { mode: 'cut' } }, 'onFailover.mode'],
    [{ onFailover: { mode: 'drain' } }, 'onFailover.drainSeconds'],
    [{ onFailover: { mode: 'drain', drainSeconds: 9 } }, 'onFailover.drainSeconds'],
    [{ onFailover: { mode: 'drain', drainSeconds: 901 } }, 'onFailover.drainSeconds'],
    [{ onFailover: { mode: 'keep', drainSeconds: 60 } }, 'onFailover.drainSeconds'],
  ])('refuses %j and names %s', (changes, path) => {
    for (const result of [CreateListenerInput.safeParse({ ...tcp, ...changes }), UpdateListenerInput.safeParse(changes)]) {
      expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    }
  });

  it('a UDP listener cannot retry, and may have all the rest', () => {
    const udp = { ...tcp, protocol: 'udp', failback: { mode: 'manual' }, onFailover: { mode: 'reset' } };
    expect(CreateListenerInput.safeParse(udp).success).toBe(true);
    expect(CreateListenerInput.safeParse({ ...udp, retryOnStandby: true }).error?.issues).toMatchObject([
      { path: ['retryOnStandby'], message: 'Only a TCP listener can retry on the standby.' },
    ]);
  });
});

describe('a group', () => {
  it.each(['', '  ', 'x'.repeat(201), 'two\nlines', undefined, 7])('refuses a switch for the reason %j', (reason) => {
    expect(SwitchActiveStandbyGroupInput.safeParse({ to: 'standby', reason }).error?.issues).toMatchObject([{ path: ['reason'] }]);
  });

  it.each(['both', undefined])('refuses a switch to %j', (to) => {
    expect(SwitchActiveStandbyGroupInput.safeParse({ to, reason: 'update' }).error?.issues).toMatchObject([{ path: ['to'] }]);
  });

  it('is changed by the rules by which it was made, and what is absent stays', () => {
    expect(UpdateActiveStandbyGroupInput.parse({})).toEqual({});
    const servers = [{ serverId: 'srv-1', port: 80, role: 'active' }];
    const refusal = UpdateActiveStandbyGroupInput.safeParse({ servers }).error?.issues[0]?.message;
    expect(refusal).toBe(ActiveStandbyMembers.safeParse(servers).error?.issues[0]?.message);
  });
});
