import { createRedactor } from '#domain/redact.ts';
import { chooseEngine, KernelMissing } from './engine/create-engine.ts';
import { flushRules } from './engine/nftables/flush.ts';
import { Retirement } from './engine/nftables/retire.ts';
import { EnvironmentError, parseEnvironment } from './environment.ts';
import { createLog, messageOf } from './log.ts';
import { Worker } from './worker.ts';

/** What open connections get at an orderly stop. */
const DRAIN_MS = 3000;

function readEnvironment() {
  try {
    return parseEnvironment(process.env);
  } catch (error) {
    if (error instanceof EnvironmentError) {
      console.error(error.message);
      process.exit(1);
    }
    throw error;
  }
}

async function readEngine() {
  try {
    return await chooseEngine({ ...environment, setting: environment.engine, log });
  } catch (error) {
    if (error instanceof KernelMissing) {
      console.error(error.message);
      process.exit(1);
    }
    throw error;
  }
}

async function flush(): Promise<never> {
  try {
    console.log(await flushRules());
    process.exit(0);
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}

if (process.argv.slice(2).includes('--flush')) {
  await flush();
}
const environment = readEnvironment();
const redact = createRedactor(process.env);
const log = createLog((line) => process.stdout.write(redact(line)));
// Whoever read the log may be gone; traffic goes on without a log.
process.stdout.on('error', () => {});

const engine = await readEngine();
const worker = new Worker(environment, log, engine.create);
let isStopping = false;

async function stop(signal: string): Promise<void> {
  if (isStopping) {
    await worker.cut();
    return;
  }
  isStopping = true;
  log.info('worker:stopping', { signal });
  await worker.stop(DRAIN_MS);
  log.info('worker:stopped');
  process.exit(0);
}

process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
process.on('SIGHUP', () => void worker.reload());

if (engine.name === 'userspace') {
  void Retirement.begin({ nodeId: environment.nodeId, isReady: () => worker.isReady, log });
}
log.info('worker:started', { node: environment.nodeId, regions: environment.regions?.join(',') ?? 'all', pid: process.pid });
await worker.start();
