import { watch } from 'node:fs';
import { join } from 'node:path';

const QUIET_MS = 150;

/** Calls back when a source of the worker has changed and no more changes follow. Returns what ends it. */
export function watchWorkerSources(root: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = ['proxy', 'domain'].map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (file?.endsWith('.ts') && !file.endsWith('.test.ts')) {
        clearTimeout(timer);
        timer = setTimeout(onChange, QUIET_MS);
      }
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) {
      watcher.close();
    }
  };
}
