import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for user space, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;
const STAT_STATE = 0;
const STAT_PARENT = 1;
/** User and system time, its own and that of its children that have ended. */
const STAT_TIMES = [11, 12, 13, 14] as const;

/** A process and all its descendants that are alive, zombies left out. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (fields !== null && fields[STAT_STATE] !== 'Z') {
      const parent = Number(fields[STAT_PARENT]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  }
  const tree = [root];
  for (const pid of tree) {
    tree.push(...(children.get(pid) ?? []));
  }
  return tree;
}

/** Processor time of a tree so far: user and system, of the processes that are alive now and of children that they have seen end. */
export function cpuSeconds(root: number): number {
  let ticks = 0;
  for (const pid of processTree(root)) {
    const fields = readStat(pid);
    ticks += STAT_TIMES.reduce((sum, index) => sum + Number(fields?.[index] ?? 0), 0);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Proportional set size of a tree: shared pages are divided among those who share them, so a sum counts them once. */
export function proportionalBytes(root: number): number {
  let kibibytes = 0;
  for (const pid of processTree(root)) {
    const text = read(`/proc/${pid}/smaps_rollup`);
    kibibytes += Number(text === null ? 0 : (/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0));
  }
  return kibibytes * 1024;
}

/** TCP connections begun so far by all programs in the network namespace of this process. */
export function activeOpens(): number {
  const [names = [], values = []] = (read('/proc/self/net/snmp') ?? '')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('ActiveOpens')] ?? Number.NaN);
}

/** The fields of `stat` after the program's name, which may hold blanks itself. */
function readStat(pid: number): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Null when the process has ended or belongs to somebody else. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
