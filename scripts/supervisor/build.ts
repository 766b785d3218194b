import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, runStep, type StepContext } from './step.ts';

const STAMP = join(ROOT, '.next', 'made-from');
export const NEXT = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
/** All that the build reads. Not tsconfig.json, which the build itself rewrites. */
const SOURCES = ['app', 'components', 'domain', 'messages', 'public', 'services', 'prisma/client.ts', 'prisma/schema.prisma'];
const ROOT_FILES = /^(package-lock\.json|package\.json|next\.config\.js|postcss\.config\.mjs|instrumentation(-client)?\.ts|proxy\.ts)$/;

/** Makes the production build of the console when anything it is made from has changed. True: it was made now. */
export async function buildConsole(context: StepContext): Promise<boolean> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
    return false;
  }
  rmSync(STAMP, { force: true });
  await runStep('Building the console', [NEXT, 'build'], context, { NODE_ENV: 'production' });
  writeFileSync(STAMP, wanted);
  return true;
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...SOURCES.flatMap(listFiles), ...readdirSync(ROOT).filter((name) => ROOT_FILES.test(name))].sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

function listFiles(path: string): string[] {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) {
    return [];
  }
  if (statSync(absolute).isFile()) {
    return [path];
  }
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
