import { spawn } from 'node:child_process';
import pg from 'pg';
import { z } from 'zod';
import { logLines } from './log.ts';
import { ORPHAN, ROOT, type StepContext, supervised, type Variables } from './step.ts';

const FirstRunResult = z.object({ setupToken: z.string().nullable() });
export type FirstRunResult = z.infer<typeof FirstRunResult>;

/** Demo data and the first administrator, where a migrated database lacks them. */
export async function firstRun(variables: Variables, context: StepContext): Promise<FirstRunResult> {
  return (await isPrepared(String(variables.DATABASE_URL), variables.OPENSLB_DEMO === '1'))
    ? { setupToken: null }
    : prepare(variables, context);
}

/** The common case, asked without loading what the other case needs. */
async function isPrepared(databaseUrl: string, isDemo: boolean): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ user: boolean; region: boolean }>(
      'SELECT EXISTS (SELECT FROM user_account) AS "user", EXISTS (SELECT FROM region) AS region',
    );
    return rows[0]?.user === true && (rows[0].region || !isDemo);
  } finally {
    await client.end();
  }
}

/** In a short-lived process: the supervisor itself stays small. */
function prepare(variables: Variables, { log, signal }: StepContext): Promise<FirstRunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', ORPHAN, '--import', 'tsx', 'scripts/first-run.ts'], {
      cwd: ROOT,
      env: supervised(variables),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const kill = () => child.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    logLines(child.stderr, log, () => false);
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      if (code === 0) {
        resolve(FirstRunResult.parse(JSON.parse(output)));
      } else {
        reject(new Error('The database could not be prepared; see the lines above.'));
      }
    });
  });
}
