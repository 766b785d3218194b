import { type Nft, NftError } from '../nft.ts';

/** One thing that the rules need, and how a kernel without it is mended. */
export interface Construct {
  /** As it stands in "… lacks …". */
  name: string;
  /** What has to be on in the kernel's configuration. */
  options: string;
  rules: readonly string[];
}

/** Looked at, never made: nobody else has a table of this name. */
const TABLE = 'inet openslb-preflight';

/** The first is what all others stand on. */
const TABLE_ITSELF: Construct = {
  name: 'tables of the family inet',
  options: 'CONFIG_NF_TABLES, CONFIG_NF_TABLES_INET',
  rules: [`add table ${TABLE}`, `add chain ${TABLE} plain`, `add chain ${TABLE} filter { type filter hook forward priority 10; }`],
};

const CONSTRUCTS: readonly Construct[] = [
  {
    name: 'NAT by a map of addresses and ports',
    options: 'CONFIG_NF_NAT, CONFIG_NFT_NAT; Linux 5.6',
    rules: [
      `add chain ${TABLE} nat { type nat hook prerouting priority -110; }`,
      `add map ${TABLE} target { type mark : ipv4_addr . inet_service; }`,
      `add element ${TABLE} target { 0x1 comment "a b" : 127.0.0.1 . 80 }`,
      `add rule ${TABLE} nat meta l4proto { tcp, udp } dnat ip to ct mark map @target`,
    ],
  },
  {
    name: 'verdict maps and connection marks',
    options: 'CONFIG_NFT_CT, CONFIG_NF_CONNTRACK_MARK',
    rules: [
      `add map ${TABLE} dispatch { type ipv4_addr . inet_proto . inet_service : verdict; }`,
      `add rule ${TABLE} plain ct mark set 0x1`,
      `add rule ${TABLE} plain meta l4proto { tcp, udp } ip daddr . meta l4proto . th dport vmap @dispatch`,
    ],
  },
  {
    name: 'sets that packets fill, with counters',
    options: 'Linux 5.7',
    rules: [
      `add set ${TABLE} seen { type ipv4_addr; size 16; flags dynamic; counter; }`,
      `add map ${TABLE} sticky { type ipv4_addr : mark; size 16; flags dynamic,timeout; timeout 10s; }`,
      `add rule ${TABLE} plain update @seen { ip saddr } delete @sticky { ip saddr : ct mark } update @sticky { ip saddr : ct mark }`,
    ],
  },
  {
    name: 'round robin (numgen)',
    options: 'CONFIG_NFT_NUMGEN',
    rules: [`add rule ${TABLE} plain ct mark set numgen inc mod 2 map { 0 : 0x1, 1 : 0x2 }`],
  },
  {
    name: 'hashes (jhash)',
    options: 'CONFIG_NFT_HASH',
    rules: [`add rule ${TABLE} plain ct mark set jhash ip saddr mod 2 seed 0x1 map { 0 : 0x1, 1 : 0x2 }`],
  },
  {
    name: 'timeouts of connections (ct timeout)',
    options: 'CONFIG_NF_CONNTRACK_TIMEOUT',
    rules: [
      `add ct timeout ${TABLE} idle { protocol tcp; l3proto ip; policy = { established : 900 }; }`,
      `add rule ${TABLE} plain meta l4proto tcp ct timeout set "idle"`,
    ],
  },
  {
    name: 'ceilings of connections (ct count)',
    options: 'CONFIG_NFT_CONNLIMIT',
    rules: [`add rule ${TABLE} plain ct count over 10 drop`],
  },
  {
    name: 'rates (limit)',
    options: 'CONFIG_NFT_LIMIT',
    rules: [`add limit ${TABLE} pace { rate over 10/second burst 5 packets; }`, `add rule ${TABLE} plain limit name "pace" drop`],
  },
  {
    name: 'resets before the routing (reject)',
    options: 'CONFIG_NFT_REJECT_INET; Linux 5.9',
    rules: [
      `add chain ${TABLE} early { type filter hook prerouting priority 0; }`,
      `add rule ${TABLE} early meta l4proto tcp reject with tcp reset`,
    ],
  },
  {
    name: 'source NAT (masquerade)',
    options: 'CONFIG_NFT_MASQ',
    rules: [
      `add chain ${TABLE} postrouting { type nat hook postrouting priority 90; }`,
      `add rule ${TABLE} postrouting ct mark 0x1 masquerade`,
    ],
  },
];

export interface LackingConstruct extends Construct {
  /** In nft's words. */
  reason: string;
}

/** What this kernel, or this nft, does not take. `nft`: one that only checks. */
export async function lackingConstructs(nft: Nft): Promise<LackingConstruct[]> {
  if ((await reasonAgainst(nft, [TABLE_ITSELF, ...CONSTRUCTS])) === null) {
    return [];
  }
  const reason = await reasonAgainst(nft, [TABLE_ITSELF]);
  if (reason !== null) {
    return [{ ...TABLE_ITSELF, reason }];
  }
  const lacking: LackingConstruct[] = [];
  for (const construct of CONSTRUCTS) {
    const against = await reasonAgainst(nft, [TABLE_ITSELF, construct]);
    if (against !== null) {
      lacking.push({ ...construct, reason: against });
    }
  }
  return lacking;
}

async function reasonAgainst(nft: Nft, constructs: readonly Construct[]): Promise<string | null> {
  try {
    await nft.run(constructs.flatMap(({ rules }) => rules).join('\n'));
    return null;
  } catch (error) {
    if (error instanceof NftError) {
      return error.message;
    }
    throw error;
  }
}
