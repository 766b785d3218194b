import { z } from 'zod';
import { messageOf } from '#proxy/log.ts';
import { Conntrack } from '../conntrack.ts';
import { OURS, OURS_MASK } from '../marks.ts';
import { Nft, type NftObject } from '../nft.ts';
import { ownerChain, TABLE } from '../ruleset/table.ts';
import { type LackingConstruct, lackingConstructs } from './constructs.ts';
import { readProc } from './proc.ts';

const CAP_NET_ADMIN = 12n;

/** What this process can do with the kernel at all. It does not change while the process lives. */
export interface Abilities {
  platform: string;
  /** `not-inherited`: this process has the right, and the programs that it starts have not. */
  netAdmin: 'yes' | 'no' | 'not-inherited';
  /** Why a program cannot be used, in its own words; null: it can. */
  nftProblem: string | null;
  conntrackProblem: string | null;
  lacking: readonly LackingConstruct[];
  /** Whose the table is, when it is another node's; null: ours, nobody's, or not there. */
  otherNode: string | null;
}

export async function readAbilities(nodeId: string): Promise<Abilities> {
  const netAdmin = process.platform === 'linux' ? readNetAdmin() : 'no';
  const abilities: Abilities = {
    platform: process.platform,
    netAdmin,
    nftProblem: null,
    conntrackProblem: null,
    lacking: [],
    otherNode: null,
  };
  if (netAdmin !== 'yes') {
    return abilities;
  }
  // Nobody has this mark, so that nothing is said.
  const conntrackProblem = await problemOf(() => new Conntrack().count({ mark: OURS, mask: ~OURS_MASK }));
  let chains: readonly NftObject[] = [];
  const nftProblem = await problemOf(async () => {
    chains = (await new Nft().list('chains')) ?? [];
  });
  if (nftProblem !== null) {
    return { ...abilities, nftProblem, conntrackProblem };
  }
  const lacking = await lackingConstructs(new Nft({ command: ['nft', '--check'] }));
  return { ...abilities, conntrackProblem, lacking, otherNode: otherNodeIn(chains, nodeId) };
}

/** A line each, for people, with how to mend it; none: the kernel can be used. */
export function missingOf({ platform, netAdmin, nftProblem, conntrackProblem, lacking, otherNode }: Abilities): string[] {
  if (platform !== 'linux') {
    return [`The kernel engine needs Linux, and this is ${platform}.`];
  }
  if (netAdmin === 'no') {
    return [
      'The worker may not change the rules of the kernel: run it as root, or give it the capability CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN; docker: --cap-add NET_ADMIN --network host).',
    ];
  }
  if (netAdmin === 'not-inherited') {
    return [
      'The worker has CAP_NET_ADMIN and cannot hand it on to nft and conntrack: make it an ambient capability (systemd: AmbientCapabilities=CAP_NET_ADMIN).',
    ];
  }
  const missing: string[] = [];
  if (nftProblem !== null) {
    missing.push(`The program nft cannot be used (${nftProblem}): install it with apt install nftables, or dnf install nftables.`);
  }
  if (conntrackProblem !== null) {
    missing.push(
      `The program conntrack cannot be used (${conntrackProblem}): install it with apt install conntrack, or dnf install conntrack-tools.`,
    );
  }
  for (const { name, options, reason } of lacking) {
    missing.push(`The kernel, or nft, has no ${name} (${options}). It says: ${reason}. Linux 5.10 and nft 1.0.6 have all that is needed.`);
  }
  if (otherNode !== null) {
    missing.push(
      `The table ${TABLE} of this host belongs to the node "${otherNode}": two workers need a network namespace each; if that node is no more, delete what it left with npm run proxy -- --flush.`,
    );
  }
  return missing;
}

/** Ambient capabilities go on to programs that are started; root's do anyway. */
function readNetAdmin(): Abilities['netAdmin'] {
  const status = readProc('self/status');
  const has = (set: string) => {
    const bits = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0';
    return ((BigInt(`0x${bits}`) >> CAP_NET_ADMIN) & 1n) === 1n;
  };
  if (!has('CapEff')) {
    return 'no';
  }
  return process.geteuid?.() === 0 || has('CapAmb') ? 'yes' : 'not-inherited';
}

const Named = z.object({ chain: z.object({ family: z.string(), table: z.string(), name: z.string() }) });
const OWNER = ownerChain('');

function otherNodeIn(chains: readonly NftObject[], nodeId: string): string | null {
  const owner = chains
    .flatMap((object) => Named.safeParse(object).data?.chain ?? [])
    .find(({ family, table, name }) => `${family} ${table}` === TABLE && name.startsWith(OWNER))?.name;
  return owner === undefined || owner === ownerChain(nodeId) ? null : owner.slice(OWNER.length);
}

async function problemOf(task: () => Promise<unknown>): Promise<string | null> {
  try {
    await task();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
