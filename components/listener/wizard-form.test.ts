import { describe, expect, it } from 'vitest';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import { CreateListenerInput } from '#domain/listener.ts';
import { newListenerValues, numberOrNull, numberOrText, stepOfIssues, valuesOf } from './wizard-form.ts';

describe('the listener wizard', () => {
  it.each([
    [['port'], 'protocol'],
    [['target'], 'backend'],
    [['target.id'], 'backend'],
    [['healthCheck.port'], 'health'],
    [['healthCheck'], 'health'],
    [['healthCheck.type', 'name'], 'protocol'],
    [['', 'Idempotency-Key'], null],
  ])('a refusal of %j leads to the step %s', (paths, step) => {
    expect(stepOfIssues(paths)).toBe(step);
  });

  it('starts with values that lack only a port and a group', () => {
    const result = CreateListenerInput.safeParse(newListenerValues());
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual(['port', 'target.id']);
  });

  it.each([
    [{ kind: 'default', backendPort: 8080 } as const, { kind: 'default', backendPort: 8080 }],
    [{ kind: 'vserver-group', id: 'rsp-1', name: 'farm' } as const, { kind: 'vserver-group', id: 'rsp-1' }],
    [{ kind: 'active-standby-group', id: 'rsp-1', name: 'pair' } as const, { kind: 'active-standby-group', id: 'rsp-1' }],
  ])('sends back the target that a listener has: %j', (target, sent) => {
    const listener = { protocol: 'tcp', port: 80, name: 'web', healthCheck: HEALTH_CHECK_DEFAULTS.tcp, idleTimeoutSeconds: 900 } as const;
    expect(CreateListenerInput.parse(valuesOf({ ...listener, enabled: true, target })).target).toEqual(sent);
  });

  it.each([
    ['', undefined, null],
    [' 80 ', 80, 80],
    ['80.5', 80.5, 80.5],
    ['http', 'http', 'http'],
  ])('reads %j in a number field', (text, required, optional) => {
    expect(numberOrText(text)).toBe(required);
    expect(numberOrNull(text)).toBe(optional);
  });
});
