import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import { messageOf } from '#proxy/log.ts';
import type { Nft, NftObject } from '../nft.ts';
import { TABLE } from '../ruleset/table.ts';
import { readProc, readSwitch } from './proc.ts';

/** The host around the table: what others have set, and may set anew at any time. */
export interface Surroundings {
  forwards4: boolean;
  forwards6: boolean;
  /** Of all interfaces that are up. */
  addresses: readonly { address: string; isLoopback: boolean }[];
  /** `nft -j` of all tables of others. */
  otherTables: readonly NftObject[];
  /** Tables of others at which nft cannot look, with its words. */
  unreadable: readonly { table: string; reason: string }[];
  /** iptables of before nftables has rules, at which nft cannot look. */
  hasLegacyTables: boolean;
  /** That are not loopback ones. */
  interfaces: readonly string[];
  /** Of these, those with strict `rp_filter`. */
  strict: readonly string[];
  /** Null: connection tracking is not in use yet. */
  conntrackMax: number | null;
  conntrackCount: number | null;
}

export async function readSurroundings(nft: Nft): Promise<Surroundings> {
  const interfaces = readInterfaces();
  return {
    forwards4: readSwitch('net/ipv4/ip_forward') === 1,
    forwards6: readSwitch('net/ipv6/conf/all/forwarding') === 1,
    addresses: Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).map(({ address, internal }) => ({ address, isLoopback: internal })),
    ),
    ...(await readOtherTables(nft)),
    hasLegacyTables: ['ip', 'ip6'].some((family) => readProc(`net/${family}_tables_names`).trim() !== ''),
    interfaces,
    strict: interfaces.filter((name) => rpFilterOf(name) === 1),
    conntrackMax: readSwitch('net/netfilter/nf_conntrack_max'),
    conntrackCount: readSwitch('net/netfilter/nf_conntrack_count'),
  };
}

const BaseChain = z.object({ chain: z.object({ family: z.string(), table: z.string(), hook: z.string() }) });

/**
 * Of tables with chains that packets pass; one that goes away meanwhile is none. Chains are listed first because nft reads
 * every element of every table to list the tables, and of chains nothing but the chains.
 */
async function readOtherTables(nft: Nft): Promise<Pick<Surroundings, 'otherTables' | 'unreadable'>> {
  const chains = ((await nft.list('chains')) ?? []).flatMap((object) => BaseChain.safeParse(object).data?.chain ?? []);
  const tables = new Map(chains.map(({ family, table }) => [`${family} ${table}`, { family, table }]));
  tables.delete(TABLE);
  const otherTables: NftObject[] = [];
  const unreadable: { table: string; reason: string }[] = [];
  for (const [name, { family, table }] of tables) {
    try {
      otherTables.push(...((await nft.list('table', family, table)) ?? []));
    } catch (error) {
      unreadable.push({ table: name, reason: messageOf(error) });
    }
  }
  return { otherTables, unreadable };
}

function readInterfaces(): string[] {
  try {
    return readdirSync('/proc/sys/net/ipv4/conf').filter((name) => !['all', 'default', 'lo'].includes(name));
  } catch {
    return [];
  }
}

/** The larger of the interface's own value and that of all counts. */
function rpFilterOf(name: string): number {
  return Math.max(readSwitch('net/ipv4/conf/all/rp_filter') ?? 0, readSwitch(`net/ipv4/conf/${name}/rp_filter`) ?? 0);
}
