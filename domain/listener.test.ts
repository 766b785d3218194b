import { describe, expect, it } from 'vitest';
import { parseInput } from './domain-error.ts';
import { HEALTH_CHECK_DEFAULTS } from './health-check.ts';
import { CreateListenerInput, defaultListenerName } from './listener.ts';

const tcp = {
  protocol: 'tcp',
  port: 80,
  target: { kind: 'active-standby-group', id: 'rsp-1' },
  healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
};
const udp = { ...tcp, protocol: 'udp', healthCheck: HEALTH_CHECK_DEFAULTS.udp };

describe('CreateListenerInput', () => {
  it('leaves a new listener stopped and its idle timeout at 900 s', () => {
    expect(parseInput(CreateListenerInput, tcp)).toMatchObject({ start: false, idleTimeoutSeconds: 900 });
  });

  it.each(['http', 'https'])('an %s listener cannot have the group: VipNotMatchRspool', (protocol) => {
    expect(() => parseInput(CreateListenerInput, { ...tcp, protocol })).toThrowError(
      expect.objectContaining({ code: 'VipNotMatchRspool', issues: [expect.objectContaining({ path: 'protocol' })] }),
    );
  });

  it.each([250, 4789, 4790])('UDP refuses port %s, TCP takes it', (port) => {
    expect(CreateListenerInput.safeParse({ ...udp, port }).error?.issues[0]?.path).toEqual(['port']);
    expect(CreateListenerInput.safeParse({ ...tcp, port }).success).toBe(true);
  });

  it.each([0, 65536, 1.5, null, undefined, '80'])('refuses port %s', (port) => {
    expect(CreateListenerInput.safeParse({ ...tcp, port }).error?.issues[0]?.path).toEqual(['port']);
  });

  it('a UDP listener may be checked by TCP and HTTP, a TCP listener by HTTP and not by UDP', () => {
    expect(CreateListenerInput.safeParse({ ...udp, healthCheck: HEALTH_CHECK_DEFAULTS.tcp }).success).toBe(true);
    expect(CreateListenerInput.safeParse({ ...udp, healthCheck: HEALTH_CHECK_DEFAULTS.http }).success).toBe(true);
    expect(CreateListenerInput.safeParse({ ...tcp, healthCheck: HEALTH_CHECK_DEFAULTS.http }).success).toBe(true);
    expect(CreateListenerInput.safeParse({ ...tcp, healthCheck: HEALTH_CHECK_DEFAULTS.udp }).error?.issues[0]?.path).toEqual([
      'healthCheck',
      'type',
    ]);
  });

  it.each([9, 901])('refuses an idle timeout of %s s', (idleTimeoutSeconds) => {
    expect(CreateListenerInput.safeParse({ ...tcp, idleTimeoutSeconds }).error?.issues[0]?.path).toEqual(['idleTimeoutSeconds']);
  });

  it('names a listener protocol_port by default', () => {
    expect(defaultListenerName({ protocol: 'tcp', port: 80 })).toBe('tcp_80');
  });
});

describe('what is absent', () => {
  it.each([
    ['healthCheck', 'Enter the health check settings.'],
    ['target', 'Choose the server group that the listener forwards to.'],
  ])('%s is asked for in words', (field, sentence) => {
    const issue = CreateListenerInput.safeParse({ ...tcp, [field]: undefined }).error?.issues[0];
    expect(issue).toMatchObject({ path: [field], message: sentence });
  });
});

describe('options of a listener', () => {
  const onPool = { ...tcp, target: { kind: 'vserver-group', id: 'rsp-1' } };
  const pathsOf = (input: object) => CreateListenerInput.safeParse(input).error?.issues.map((issue) => issue.path.join('.')) ?? [];

  it('are off, and the scheduler is wrr, unless they are given', () => {
    expect(parseInput(CreateListenerInput, tcp)).toMatchObject({
      scheduler: 'wrr',
      persistence: { timeoutSeconds: 0 },
      connectionDraining: null,
      bandwidthMbps: null,
      proxyProtocol: false,
    });
  });

  it.each([
    ['a QUIC hash on TCP', { ...onPool, scheduler: 'qch' }, 'scheduler'],
    ['persistence on UDP', { ...udp, persistence: { timeoutSeconds: 1 } }, 'persistence.timeoutSeconds'],
    ['draining on UDP', { ...udp, connectionDraining: { timeoutSeconds: 10 } }, 'connectionDraining'],
    ['a retry on the standby of a pool', { ...onPool, retryOnStandby: true }, 'retryOnStandby'],
    ['a failback of a pool', { ...onPool, failback: { mode: 'manual' } }, 'failback'],
    [
      'a failover of the default group',
      { ...tcp, target: { kind: 'default', backendPort: 80 }, onFailover: { mode: 'reset' } },
      'onFailover',
    ],
    ['an unknown kind of target', { ...tcp, target: { kind: 'pool', id: 'rsp-1' } }, 'target.kind'],
    ['the default group without a port', { ...tcp, target: { kind: 'default' } }, 'target.backendPort'],
    ['a bandwidth of 5121', { ...tcp, bandwidthMbps: 5121 }, 'bandwidthMbps'],
  ])('%s is refused', (_, input, path) => {
    expect(pathsOf(input)).toEqual([path]);
  });

  it.each([
    ['the QUIC hash on UDP', { ...udp, scheduler: 'qch' }],
    ['persistence off on UDP', { ...udp, persistence: { timeoutSeconds: 0 } }],
    [
      'the defaults of failover on a pool',
      { ...onPool, retryOnStandby: false, failback: { mode: 'automatic' }, onFailover: { mode: 'keep' } },
    ],
    [
      'all there is on TCP',
      {
        ...onPool,
        scheduler: 'sch',
        persistence: { timeoutSeconds: 3600 },
        connectionDraining: { timeoutSeconds: 900 },
        bandwidthMbps: 5120,
        proxyProtocol: true,
      },
    ],
    ['draining of a pair', { ...tcp, connectionDraining: { timeoutSeconds: 10 } }],
  ])('%s is taken', (_, input) => {
    expect(pathsOf(input)).toEqual([]);
  });
});
