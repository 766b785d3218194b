import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** docs/asvs.md: each item that we hold ourselves to, and what proves it. */
const ROOT = join(import.meta.dirname, '..');
const TEXT = readFileSync(join(ROOT, 'docs', 'asvs.md'), 'utf8');
const ITEMS = `
  3.3.1 3.3.2 3.3.3 3.3.4 3.4.3 3.4.6 6.1.1 6.3.1 6.3.2 6.3.3 6.4.1 6.4.3 6.5.1 6.5.2 6.5.3 6.5.4 6.6.3 7.2.3 7.2.4 7.3.1 7.3.2
  7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 8.2.2 8.2.3 8.3.1 8.3.2 8.4.2 13.2.1 13.2.3 16.2.1 16.2.2 16.3.1 16.3.2 16.4.1 16.4.2
  16.5.1 16.5.2 16.5.3`.trim();

test('every item has its line, with tests that are there', () => {
  const lines = TEXT.split('\n').filter((line) => /^\| \d/.test(line));
  const named = lines.flatMap((line) => line.split('|')[1]?.trim().split(', ') ?? []);
  expect(named).toEqual(ITEMS.split(/\s+/));
  const files = [...TEXT.matchAll(/`((?:app|e2e|prisma|scripts|services|test)\/[^`\s]+\.(?:spec|test)\.ts)`/g)].map(([, file]) =>
    String(file),
  );
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(lines.filter((line) => !/\.(spec|test)\.ts`|decision/.test(line))).toEqual([]);
});
