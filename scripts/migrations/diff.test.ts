import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MIGRATIONS_DIRECTORY } from '#prisma/migrate.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { diffDatabaseToSchema } from './diff.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.drop());

test('the migrations make exactly the schema', async () => {
  expect(await diffDatabaseToSchema(database.url)).toBe('');
});

test('a column that only the schema has is found', async () => {
  const schema = readFileSync(join(MIGRATIONS_DIRECTORY, '..', 'schema.prisma'), 'utf8');
  const changed = schema.replace('model Zone {', 'model Zone {\n  note String?');
  expect(await diffDatabaseToSchema(database.url, changed)).toContain('ALTER TABLE "zone" ADD COLUMN     "note" TEXT;');
});
