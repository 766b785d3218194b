import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messages } from './en/index.ts';

const SERVICES = new URL('../services/', import.meta.url);

/** Every action that a verb writes into the audit, as it stands in its source. */
function actionsInCode(): string[] {
  const files = readdirSync(SERVICES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  return files.flatMap((name) =>
    [...readFileSync(new URL(name, SERVICES), 'utf8').matchAll(/(?:action: |Audit\()'([a-z-]+:[a-z-]+)'/g)].map(
      ([, action]) => action ?? '',
    ),
  );
}

test('every action of the audit has its words', () => {
  const { resource, verb } = messages.audit;
  const actions = [...new Set(actionsInCode())];
  expect(actions.length).toBeGreaterThan(20);
  const speechless = actions.filter((action) => {
    const [noun = '', past = ''] = action.split(':');
    return !(noun in resource && past in verb);
  });
  expect(speechless).toEqual([]);
});
