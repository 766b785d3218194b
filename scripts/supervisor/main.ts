import { parseEnvironment, WrongEnvironment } from './environment.ts';
import { AlreadyRunning, lockDataDirectory } from './lock.ts';
import { logOf } from './log.ts';
import { Supervisor } from './supervisor.ts';

/** One Ctrl-C arrives twice: from the terminal, and from npm, which passes on what it gets itself. */
const SAME_SIGNAL_MS = 500;

/** Composition root of `npm start` and `npm run dev`; the only place that ends the process. */
export async function main(args: string[]): Promise<void> {
  // The reader of our output may go away; the product goes on.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const log = logOf('openslb');
  let release = () => {};
  try {
    const environment = parseEnvironment(process.env);
    release = lockDataDirectory(environment.dataDirectory);
    const supervisor = new Supervisor(environment, { isDevelopment: args.includes('--dev') });
    endOnSignal(supervisor, release);
    await supervisor.run();
    release();
    process.exit(0);
  } catch (error) {
    release();
    if (error instanceof WrongEnvironment || error instanceof AlreadyRunning) {
      process.stderr.write(`${error.message}\n`);
    } else {
      log(error instanceof Error ? error.message : String(error));
    }
    process.exit(1);
  }
}

function endOnSignal(supervisor: Supervisor, release: () => void): void {
  let firstAt: number | null = null;
  const onSignal = () => {
    if (firstAt === null) {
      firstAt = Date.now();
      supervisor.requestEnd();
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      supervisor.kill();
      release();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, onSignal);
  }
}
