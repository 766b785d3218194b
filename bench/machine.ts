import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { Tools } from './tools.ts';

/** What a reader needs to judge the figures; nothing that names the machine. */
export interface Machine {
  class: string;
  cores: number;
  processor: string;
  memoryGibibytes: number;
  kernel: string;
  node: string;
  openFilesMax: number;
  versions: Tools;
  network: 'namespaces' | 'loopback';
}

export function describeMachine(versions: Tools, network: Machine['network']): Machine {
  const cores = availableParallelism();
  return {
    class: `${process.platform}-${process.arch}-${cores}-cores`,
    cores,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    kernel: /^\d+(\.\d+)*/.exec(release())?.[0] ?? 'unknown',
    node: process.versions.node,
    openFilesMax: openFilesMax(),
    versions,
    network,
  };
}

export function openFilesMax(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
}
