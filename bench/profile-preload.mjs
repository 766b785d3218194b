// Loaded before a program by NODE_OPTIONS: leaves a processor profile of its process in OPENSLB_BENCH_PROFILES.
// Node's own --cpu-prof is not inherited by processes that are started with options of their own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.OPENSLB_BENCH_PROFILES;
if (isMainThread && folder !== undefined) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    // In the same thread the answer comes before `post` returns.
    session.post('Profiler.stop', (error, result) => {
      if (error === null) {
        mkdirSync(folder, { recursive: true });
        const program = basename(process.argv[1] ?? 'node');
        writeFileSync(join(folder, `${program}-${process.pid}.cpuprofile`), JSON.stringify(result.profile));
      }
    });
  });
}
