import { execFileSync } from 'node:child_process';
import type { EngineName } from '#domain/engine.ts';
import { whyNoNamespaces } from '../namespaces.ts';

const TOOLS = { nft: ['--version'], conntrack: ['--version'] } as const;

/** Why the kernel engine cannot be tested here; null: it can. */
export function whyNoKernel(): string | null {
  const obstacle = whyNoNamespaces();
  if (obstacle !== null) {
    return obstacle;
  }
  const missing = Object.entries(TOOLS).flatMap(([tool, args]) => (runs(tool, args) ? [] : [tool]));
  return missing.length === 0 ? null : `${missing.join(' and ')} cannot be run`;
}

/** Those that tests on three hosts can have here; says why one, or all, cannot. */
export function testableEngines(): EngineName[] {
  const withoutHosts = whyNoNamespaces();
  const withoutKernel = whyNoKernel();
  if (withoutKernel !== null) {
    process.stdout.write(`Skipped, ${withoutHosts === null ? 'the kernel engine' : 'both engines'} on three hosts: ${withoutKernel}\n`);
  }
  return withoutHosts !== null ? [] : withoutKernel !== null ? ['userspace'] : ['userspace', 'nftables'];
}

function runs(tool: string, args: readonly string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
