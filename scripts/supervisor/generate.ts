import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep, type StepContext } from './step.ts';

const STAMP = join(ROOT, 'prisma', 'generated', '.made-from');

/** Makes the database client from the schema when either the schema or Prisma has changed. */
export async function generateClient(context: StepContext): Promise<void> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
    return;
  }
  rmSync(STAMP, { force: true });
  await runStep('Generating the database client', [join(ROOT, 'node_modules', 'prisma', 'build', 'index.js'), 'generate'], context);
  writeFileSync(STAMP, wanted);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}
