// Loaded into a worker before its own modules: on SIGUSR2 collects garbage and writes what is left to a file.
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collectGarbage();
  const counts = {};
  for (const resource of process.getActiveResourcesInfo()) {
    counts[resource] = (counts[resource] ?? 0) + 1;
  }
  const file = `${process.env.OPENSLB_TEST_INSPECTION_FOLDER}/${process.pid}.json`;
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${file}.part`, JSON.stringify({ heapBytes: heapUsed + external, resources: counts }));
  renameSync(`${file}.part`, file);
});
