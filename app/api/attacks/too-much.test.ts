import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type AttackedWorld, anyPath, fingerprint, startAttackedWorld } from '#test/attacked-world.ts';
import type { DescribedOperation } from '#test/fuzz/request-arbitrary.ts';

/** Bodies that are larger, deeper or wider than any right one. */
let world: AttackedWorld;
let administrator: ApiClient;
let operations: DescribedOperation[];
let north: Record<string, string>;
beforeAll(async () => {
  world = await startAttackedWorld();
  ({ administrator, operations, north } = world);
});
afterAll(() => world.close());

describe('bodies that are too much', () => {
  it.each([
    ['64 KiB and one byte', () => `"${'x'.repeat(64 * 1024)}"`, 413, 'RequestTooLarge'],
    ['30,000 levels of lists', () => '['.repeat(30_000), 400, 'InvalidParameter'],
    ['10,000 levels of objects', () => '{"a":'.repeat(10_000), 400, 'InvalidParameter'],
    ['20,000 values', () => `[${'1,'.repeat(20_000)}1]`, 400, 'InvalidParameter'],
    ['5,000 fields', () => `{${Array.from({ length: 5000 }, (_, index) => `"f${index}":1`)}}`, 400, null],
    ['a number of 60,000 digits', () => `{"port":${'9'.repeat(60_000)}}`, 400, null],
  ] as [string, () => string, number, string | null][])(
    '%s are refused at every operation that takes one',
    async (_, body, status, code) => {
      const before = await fingerprint(world.prisma);
      const text = body();
      for (const operation of operations.filter((one) => one.body && !one.path.endsWith('/import'))) {
        const path = anyPath(north, operation);
        const startedAt = performance.now();
        const answered = await administrator.request(operation.method, path, { body: text });
        if (answered.status !== 404) {
          expect({ path, status: answered.status, code: code === null ? null : answered.body.code }).toEqual({ path, status, code });
        }
        expect(performance.now() - startedAt).toBeLessThan(5000);
      }
      expect(await fingerprint(world.prisma)).toEqual(before);
    },
  );
});
