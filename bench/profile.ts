import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

const LINES_MAX = 25;

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

/**
 * For each profile in the folder, the functions in which its process itself spent its time, most first, with their
 * share of the time it was not idle. "(program)" is native code and system calls. Removes the profiles.
 */
export function summarizeProfiles(folder: string): string {
  const texts = profilesIn(folder).map((name) => {
    const file = join(folder, name);
    const text = summarize(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile);
    rmSync(file);
    return `  ${name}: ${text}`;
  });
  return texts.join('\n');
}

/** None when no process of the part was profiled. */
function profilesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.cpuprofile')) : [];
}

function summarize({ nodes, samples, timeDeltas }: CpuProfile): string {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = nameOf.get(id) ?? '?';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const busy = total - (times.get('(idle)') ?? 0);
  const lines = [...times]
    .filter(([name]) => name !== '(idle)')
    .sort(([, a], [, b]) => b - a)
    .slice(0, LINES_MAX)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${name}`);
  return `busy ${(busy / 1e6).toFixed(1)} s of ${(total / 1e6).toFixed(1)} s\n${lines.join('\n')}`;
}

function describe({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name}  ${url.startsWith('node:') ? url : basename(url)}:${lineNumber + 1}`;
}
