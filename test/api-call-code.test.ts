import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiCall } from '#components/api/call.ts';
import { codeOf } from '#components/inspector/call-code.ts';

const ORIGIN = 'http://[::1]:3000';
const TOKEN = 'a "b" $c';

/** Names, reasons and addresses as hostile as people and their clipboards are. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom("it's", '$(id) `id` !!', "'\\''", '\n@/etc/passwd', '–“”', '\u2028\u2029', '%s\\n'),
);
const call: fc.Arbitrary<ApiCall> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    path: text.map((word) => `/api/v1/servers?search=${encodeURIComponent(word)}`),
    body: fc.oneof(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))), fc.array(text)),
    idempotencyKey: fc.stringMatching(/^[a-z0-9' ]{1,20}$/),
  },
  { requiredKeys: ['method', 'path'] },
);

/** Arguments as curl would get them; `curl` is a function that prints them. */
function argumentsInBash(commands: string[]): string[][] {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\0'; }\n${commands.join('\n')}\n`;
  const output = execFileSync('bash', ['--noprofile', '--norc', '-s'], {
    input: script,
    env: { ...process.env, OPENSLB_TOKEN: TOKEN },
    encoding: 'utf8',
  });
  return output
    .split('\0\0')
    .slice(0, -1)
    .map((one) => one.split('\0'));
}

test('a shell gives curl the very call, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 20 }), (calls) => {
      const all = argumentsInBash(calls.map((one) => codeOf(one, 'curl', ORIGIN)));
      expect(all).toHaveLength(calls.length);
      for (const [index, { method, path, body, idempotencyKey }] of calls.entries()) {
        const given = all[index] ?? [];
        const after = (option: string) => given.flatMap((word, at) => (word === option ? [given[at + 1]] : []));
        expect(given.at(-1)).toBe(`${ORIGIN}${path}`);
        expect(after('--request')).toEqual(method === 'GET' ? [] : [method]);
        expect(after('--header')).toEqual([
          `Authorization: Bearer ${TOKEN}`,
          ...(body === undefined ? [] : ['content-type: application/json']),
          ...(idempotencyKey === undefined ? [] : [`idempotency-key: ${idempotencyKey}`]),
        ]);
        expect(after('--data-raw').map((data) => JSON.parse(data ?? ''))).toEqual(
          body === undefined ? [] : [JSON.parse(JSON.stringify(body))],
        );
      }
    }),
    { numRuns: 25 },
  );
});

test('the TypeScript makes the very call, whatever stands in it', async () => {
  const AsyncFunction = (async () => undefined).constructor as new (...words: string[]) => (...values: unknown[]) => Promise<void>;
  await fc.assert(
    fc.asyncProperty(call, async ({ ...one }) => {
      const made: [url: string, init: { method?: string; headers: Record<string, string>; body?: string }][] = [];
      const fetched = async (...input: (typeof made)[number]) => {
        made.push(input);
        return new Response('{}');
      };
      await new AsyncFunction('fetch', 'process', codeOf(one, 'typescript', ORIGIN))(fetched, { env: { OPENSLB_TOKEN: TOKEN } });
      const [[url, { method = 'GET', headers, body }] = ['', { headers: {} }]] = made;
      expect(url).toBe(`${ORIGIN}${one.path}`);
      expect(method).toBe(one.method);
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(headers['idempotency-key']).toBe(one.idempotencyKey);
      expect(body === undefined ? undefined : JSON.parse(body)).toEqual(
        one.body === undefined ? undefined : JSON.parse(JSON.stringify(one.body)),
      );
    }),
    { numRuns: 200 },
  );
});
