import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_DIRECTORY } from '#prisma/migrate.ts';
import { loadSchemaEngine } from './engine.ts';

const SCHEMA_FILE = join(MIGRATIONS_DIRECTORY, '..', 'schema.prisma');
/** Exit codes of the engine's diff. */
const DIFFERENT = 2;

/** The SQL that leads from a migrated database to the schema; empty when they agree. */
export async function diffDatabaseToSchema(migratedDatabaseUrl: string, schema = readFileSync(SCHEMA_FILE, 'utf8')): Promise<string> {
  const { engine, panicked } = await loadSchemaEngine(migratedDatabaseUrl, schema);
  const files = [{ path: 'schema.prisma', content: schema }];
  try {
    const diffed = engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: MIGRATIONS_DIRECTORY },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    const { exitCode, stdout } = await Promise.race([diffed, panicked]);
    return exitCode === DIFFERENT ? (stdout ?? '') : '';
  } finally {
    engine.free();
  }
}
