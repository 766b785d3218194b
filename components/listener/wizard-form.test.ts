import { describe, expect, it } from 'vitest';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import { CreateListenerInput } from '#domain/listener.ts';
import { changesOf, effectiveValues, newListenerValues, stepOfIssues, valuesForProtocol, valuesOf } from './wizard-form.ts';

const listener = {
  ...CreateListenerInput.parse({
    protocol: 'tcp',
    port: 80,
    name: 'web',
    target: { kind: 'active-standby-group', id: 'rsp-1' },
    healthCheck: HEALTH_CHECK_DEFAULTS.tcp,
  }),
  name: 'web',
  enabled: true,
  target: { kind: 'active-standby-group', id: 'rsp-1', name: 'pair' },
} as const;

describe('the listener wizard', () => {
  it.each([
    [['port'], 'protocol'],
    [['target'], 'backend'],
    [['target.id'], 'backend'],
    [['healthCheck.port'], 'health'],
    [['healthCheck'], 'health'],
    [['healthCheck.type', 'name'], 'protocol'],
    [['bandwidthMbps'], 'protocol'],
    [['failback'], 'backend'],
    [['', 'Idempotency-Key'], null],
  ])('a refusal of %j leads to the step %s', (paths, step) => {
    expect(stepOfIssues(paths)).toBe(step);
  });

  it('starts with values that lack only a port and a group', () => {
    const result = CreateListenerInput.safeParse(newListenerValues('active-standby-group'));
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual(['port', 'target.id']);
  });

  it.each([
    [{ kind: 'default', backendPort: 8080 } as const, { kind: 'default', backendPort: 8080 }],
    [{ kind: 'vserver-group', id: 'rsp-1', name: 'farm' } as const, { kind: 'vserver-group', id: 'rsp-1' }],
    [{ kind: 'active-standby-group', id: 'rsp-1', name: 'pair' } as const, { kind: 'active-standby-group', id: 'rsp-1' }],
  ])('sends back the target that a listener has: %j', (target, sent) => {
    expect(CreateListenerInput.parse(valuesOf({ ...listener, target })).target).toEqual(sent);
  });

  it('keeps options of another protocol or target in the form, and lets them neither count nor go out', () => {
    const values = {
      ...valuesOf(listener),
      retryOnStandby: true,
      failback: { mode: 'manual' } as const,
      persistence: { timeoutSeconds: 5 },
    };
    const onPool = { ...values, target: { kind: 'default', backendPort: 80 } } as const;
    expect(CreateListenerInput.safeParse(onPool).success).toBe(false);
    expect(CreateListenerInput.parse(effectiveValues(onPool))).toMatchObject({ retryOnStandby: false, failback: { mode: 'automatic' } });
    const udp = { ...values, protocol: 'udp', healthCheck: HEALTH_CHECK_DEFAULTS.udp } as const;
    expect(CreateListenerInput.safeParse(udp).success).toBe(false);
    expect(CreateListenerInput.parse(effectiveValues(udp))).toMatchObject({
      retryOnStandby: false,
      persistence: { timeoutSeconds: 0 },
      failback: { mode: 'manual' },
    });
    expect(effectiveValues(values)).toEqual(values);
  });

  it('changes what differs from the listener as it was, and no option that is stored for another target', () => {
    const stored = { ...listener, retryOnStandby: true, failback: { mode: 'manual', stableSeconds: null } } as const;
    const parse = (changes: object) => CreateListenerInput.parse(effectiveValues({ ...valuesOf(stored), ...changes }));
    expect(changesOf(stored, parse({}))).toEqual({});
    expect(changesOf(stored, parse({ scheduler: 'wlc', retryOnStandby: false }))).toEqual({ scheduler: 'wlc', retryOnStandby: false });
    const target = { kind: 'vserver-group', id: 'rsp-2' };
    expect(changesOf(stored, parse({ target }))).toEqual({ target });
  });

  it('leaves the hash by QUIC id behind with UDP, and keeps every other algorithm', () => {
    expect(valuesForProtocol('tcp', 'qch').scheduler).toBe('rr');
    expect(valuesForProtocol('udp', 'qch').scheduler).toBe('qch');
    expect(valuesForProtocol('tcp', 'wlc').scheduler).toBe('wlc');
  });
});
