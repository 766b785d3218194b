import { buildConsole } from '#scripts/supervisor/build.ts';
import { generateClient } from '#scripts/supervisor/generate.ts';
import startCluster from './global-setup.ts';

/** What every product of the browser tests shares: generated client, production build, Postgres. */
export default async function setup(): Promise<() => Promise<void>> {
  const context = { log: (line: string) => process.stderr.write(`${line}\n`), signal: new AbortController().signal };
  await generateClient(context);
  await buildConsole(context);
  return startCluster();
}
