import { OURS, OURS_MASK, SOURCE_NAT } from '../marks.ts';

/** The one table of this product in a network namespace. Nothing outside it is ever touched. */
export const TABLE = 'inet openslb';
/** Changes with every change of a set's or chain's type below: an older table cannot be taken over then, and is replaced. */
const LAYOUT = 1;
/** Before the NAT of others (-100), so that a service address is ours; the output hook knows numbers only. */
const NAT_PRIORITY = -110;
/** Behind firewalls (0): what they drop is not counted. */
const TRAFFIC_PRIORITY = 10;
const REFUSED_MAX = 65_535;
/** With a size and four bytes of key the kernel takes its fastest kind of set. */
const MARKS_MAX = 131_072;

export type Family = 4 | 6;
export const FAMILIES = [4, 6] as const;

/** How rules speak of each IP version. */
export const IP = {
  4: { header: 'ip', type: 'ipv4_addr', nobody: '0.0.0.0' },
  6: { header: 'ip6', type: 'ipv6_addr', nobody: '::' },
} as const;

/** Where a connection was going: the key of most maps. */
export const serviceKey = (family: Family) => `${IP[family].header} daddr . meta l4proto . th dport`;

export const REFUSALS = ['acl', 'connections', 'cps', 'no_server'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** The chain that counts a refusal and carries it out. */
export const refusalChain = (family: Family, refusal: Refusal) => `refuse_${refusal}${family}`;

const hex = (value: number) => `0x${value.toString(16)}`;
const isOurs = `ct mark & ${hex(OURS_MASK)} == ${hex(OURS)}`;

export const TRAFFIC_CHAIN = 'traffic';

/** Names that tell whose table it is and how it is made. */
export const layoutChain = `layout-${LAYOUT}`;
export const ownerChain = (nodeId: string) => `node-${nodeId}`;

/** New connections by mark; bytes and packets by mark and direction. */
export const OPENED = 'opened';
export const BYTES = { original: 'bytes_in', reply: 'bytes_out' } as const;

function setsOf(family: Family): string[] {
  const { type } = IP[family];
  const key = `type ${type} . inet_proto . inet_service`;
  return [
    `add map ${TABLE} dispatch${family} { ${key} : verdict; }`,
    `add map ${TABLE} serving${family} { ${key} : mark; }`,
    `add set ${TABLE} ends${family} { ${key}; }`,
    `add map ${TABLE} budget${family} { type ${type} : verdict; }`,
    `add map ${TABLE} target${family} { type mark : ${type} . inet_service; size ${MARKS_MAX}; }`,
    ...REFUSALS.map((refusal) => `add set ${TABLE} refused_${refusal}${family} { ${key}; size ${REFUSED_MAX}; flags dynamic; counter; }`),
  ];
}

const SETS = [
  ...FAMILIES.flatMap(setsOf),
  `add map ${TABLE} slots { type mark : mark; }`,
  `add set ${TABLE} eligible { type mark; size ${MARKS_MAX}; }`,
  ...[OPENED, ...Object.values(BYTES)].map((name) => `add set ${TABLE} ${name} { typeof ct mark; size ${MARKS_MAX}; counter; }`),
  `add set ${TABLE} cut { typeof ct mark; size ${MARKS_MAX}; }`,
  `add map ${TABLE} keep { typeof ct mark : verdict; }`,
  `add map ${TABLE} shape { typeof ct mark . ct direction : verdict; }`,
];

/**
 * Packets that connection tracking takes for invalid are not translated. Their receiver would know no such connection and reset it, and
 * that ends the one they belong to; lost, they are sent again. `side`: where one of ours stands.
 */
const dropInvalid = (side: 'saddr . meta l4proto . th sport' | 'daddr . meta l4proto . th dport') =>
  FAMILIES.map((family) => `ct state invalid meta l4proto tcp ${IP[family].header} ${side} @ends${family} drop`);
const FROM_SERVER = dropInvalid('saddr . meta l4proto . th sport');
const TO_SERVICE = dropInvalid('daddr . meta l4proto . th dport');

const DISPATCH = [
  // Only what begins a connection: one that conntrack meets in its middle belongs to whoever carries it already.
  'tcp flags & (fin | syn | rst | ack) != syn return',
  ...FAMILIES.map((family) => `meta l4proto { tcp, udp } ${serviceKey(family)} vmap @dispatch${family}`),
];

interface Chain {
  hook?: string;
  rules: string[];
}

/**
 * Every rule that is there for all listeners, by chain. Chains of listeners lead here as soon as they can, since each chain that
 * names a set or map makes the next one that does so slower to load.
 */
function familyChains(family: Family): Record<string, Chain> {
  return {
    [`serve${family}`]: {
      rules: [
        `ct mark set ${serviceKey(family)} map @serving${family} goto forward_to${family}`,
        `goto ${refusalChain(family, 'no_server')}`,
      ],
    },
    [`pool${family}`]: { rules: [`ct mark set ct mark map @slots goto forward_to${family}`, `goto ${refusalChain(family, 'no_server')}`] },
    [`forward_to${family}`]: {
      rules: ['ct mark @opened', `meta l4proto { tcp, udp } dnat ${IP[family].header} to ct mark map @target${family}`],
    },
    ...Object.fromEntries(
      REFUSALS.map((refusal): [string, Chain] => [
        refusalChain(family, refusal),
        { rules: [`update @refused_${refusal}${family} { ${serviceKey(family)} }`, 'goto refuse'] },
      ]),
    ),
  };
}

const CHAINS: Record<string, Chain> = {
  refuse: { rules: ['meta l4proto tcp reject with tcp reset', 'drop'] },
  pick: { rules: ['ct mark set ct mark map @slots'] },
  ...familyChains(4),
  ...familyChains(6),
  nat_prerouting: { hook: `type nat hook prerouting priority ${NAT_PRIORITY}`, rules: DISPATCH },
  nat_output: { hook: `type nat hook output priority ${NAT_PRIORITY}`, rules: DISPATCH },
  nat_postrouting: {
    hook: 'type nat hook postrouting priority 90',
    rules: [`ct mark & ${hex((OURS_MASK | SOURCE_NAT) >>> 0)} == ${hex(OURS | SOURCE_NAT)} masquerade`],
  },
  filter_forward: {
    hook: `type filter hook forward priority ${TRAFFIC_PRIORITY}`,
    rules: [`${isOurs} goto ${TRAFFIC_CHAIN}`, ...FROM_SERVER],
  },
  filter_output: {
    hook: `type filter hook output priority ${TRAFFIC_PRIORITY}`,
    rules: [`${isOurs} goto ${TRAFFIC_CHAIN}`, ...FROM_SERVER],
  },
  // What comes in by the loopback interface was counted when it went out.
  filter_input: {
    hook: `type filter hook input priority ${TRAFFIC_PRIORITY}`,
    rules: [`iifname != "lo" ${isOurs} goto ${TRAFFIC_CHAIN}`, ...TO_SERVICE],
  },
};

const SET_NAMES = SETS.map((line) => line.split(' ')[4] ?? '');

/** What is there for all listeners: chains, sets and maps. */
export function skeletonNames(nodeId: string): ReadonlySet<string> {
  return new Set([...Object.keys(CHAINS), TRAFFIC_CHAIN, ...SET_NAMES, layoutChain, ownerChain(nodeId)]);
}

/** Chain of every packet of ours. Rules that have nothing to look for are left out: each costs every packet. */
export function trafficRules(has: { cut: boolean; shape: boolean; keep: boolean }): string[] {
  return [
    // The reset itself comes by here on its way out, and whoever gets one must not be kept from it.
    ...(has.cut ? ['ct mark @cut tcp flags & rst == 0 reject with tcp reset', 'ct mark @cut meta l4proto != tcp drop'] : []),
    ...(has.shape ? ['ct mark . ct direction vmap @shape'] : []),
    ...(has.keep ? ['ct direction original ct mark vmap @keep'] : []),
    `ct direction original ct mark @${BYTES.original}`,
    `ct direction reply ct mark @${BYTES.reply}`,
  ];
}

/** The table without any listener. On one that is there already it sets the common rules anew and leaves the rest alone. */
export function skeleton(nodeId: string): string[] {
  const names = Object.keys(CHAINS);
  return [
    `add table ${TABLE}`,
    ...SETS,
    `add chain ${TABLE} ${layoutChain}`,
    `add chain ${TABLE} ${TRAFFIC_CHAIN}`,
    `add chain ${TABLE} ${ownerChain(nodeId)}`,
    ...names.map((name) => {
      const hook = CHAINS[name]?.hook;
      return `add chain ${TABLE} ${name}${hook ? ` { ${hook}; policy accept; }` : ''}`;
    }),
    ...names.map((name) => `flush chain ${TABLE} ${name}`),
    ...Object.entries(CHAINS).flatMap(([name, { rules }]) => rules.map((rule) => `add rule ${TABLE} ${name} ${rule}`)),
  ];
}
