import { describe, expect, it } from 'vitest';
import { CreateListenerInput } from '#domain/listener.ts';
import { newListenerValues, numberOrNull, numberOrText, stepOfIssues } from './wizard-form.ts';

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
    ['', undefined, null],
    [' 80 ', 80, 80],
    ['80.5', 80.5, 80.5],
    ['http', 'http', 'http'],
  ])('reads %j in a number field', (text, required, optional) => {
    expect(numberOrText(text)).toBe(required);
    expect(numberOrNull(text)).toBe(optional);
  });
});
