import type { DropReason } from '#domain/drop-reason.ts';
import type { Nft, NftObject } from './nft.ts';
import { BYTES, FAMILIES, OPENED, REFUSALS, type Refusal, TABLE } from './ruleset/table.ts';

export interface MarkTraffic {
  bytesIn: number;
  packetsIn: number;
  bytesOut: number;
  packetsOut: number;
}

export const NO_TRAFFIC: MarkTraffic = { bytesIn: 0, packetsIn: 0, bytesOut: 0, packetsOut: 0 };

/** What the table has counted since it was made. */
export interface TableReading {
  /** By mark; bytes of IP packets, in: from client to server. */
  traffic: ReadonlyMap<number, MarkTraffic>;
  /** Connections ever opened, by mark. */
  opened: ReadonlyMap<number, number>;
  /** What was turned away, by `${address} ${protocol} ${port}` of the service. */
  refused: ReadonlyMap<string, Partial<Record<DropReason, number>>>;
}

const REASONS: Record<Refusal, DropReason> = {
  acl: 'access-control',
  connections: 'connection-limit',
  cps: 'rate-limit',
  no_server: 'no-server',
};

/** An element whose key is one value, or several, and what it has counted. */
interface Counted {
  key: unknown[];
  packets: number;
  bytes: number;
}

/**
 * Null: the table, or a set of it, is gone. One list for each set: for a list of all sets nft reads the elements of all maps
 * too, and with 100,000 clients of persistence that takes a second instead of some milliseconds.
 */
export async function readTable(nft: Nft): Promise<TableReading | null> {
  const opened = await countedIn(nft, OPENED);
  const bytesIn = opened && (await countedIn(nft, BYTES.original));
  const bytesOut = bytesIn && (await countedIn(nft, BYTES.reply));
  const refused = bytesOut && (await readRefused(nft));
  if (refused === null) {
    return null;
  }
  return {
    traffic: trafficOf(bytesIn ?? [], bytesOut ?? []),
    opened: new Map(opened?.map(({ key: [mark], packets }) => [Number(mark), packets])),
    refused,
  };
}

async function readRefused(nft: Nft): Promise<TableReading['refused'] | null> {
  const refused = new Map<string, Partial<Record<DropReason, number>>>();
  for (const refusal of REFUSALS) {
    for (const family of FAMILIES) {
      const elements = await countedIn(nft, `refused_${refusal}${family}`);
      if (elements === null) {
        return null;
      }
      for (const { key, packets } of elements) {
        const service = key.join(' ');
        refused.set(service, { ...refused.get(service), [REASONS[refusal]]: packets });
      }
    }
  }
  return refused;
}

function trafficOf(clients: readonly Counted[], servers: readonly Counted[]): Map<number, MarkTraffic> {
  const traffic = new Map<number, MarkTraffic>();
  for (const { key, packets, bytes } of clients) {
    traffic.set(Number(key[0]), { ...NO_TRAFFIC, bytesIn: bytes, packetsIn: packets });
  }
  for (const { key, packets, bytes } of servers) {
    const mark = Number(key[0]);
    traffic.set(mark, { ...(traffic.get(mark) ?? NO_TRAFFIC), bytesOut: bytes, packetsOut: packets });
  }
  return traffic;
}

async function countedIn(nft: Nft, set: string): Promise<Counted[] | null> {
  const objects = await nft.list('set', ...TABLE.split(' '), set);
  return objects?.flatMap(elementsOf).flatMap(countedOf) ?? null;
}

function elementsOf(object: NftObject): unknown[] {
  const { elem } = (object.set ?? {}) as { elem?: unknown[] };
  return elem ?? [];
}

/** `{ elem: { val: 5 | { concat: […] }, counter: { packets, bytes } } }` */
function countedOf(element: unknown): Counted[] {
  const { elem } = element as { elem?: { val: unknown; counter?: { packets: number; bytes: number } } };
  if (!elem?.counter) {
    return [];
  }
  const { concat = [elem.val] } = (typeof elem.val === 'object' && elem.val !== null ? elem.val : {}) as { concat?: unknown[] };
  return [{ key: concat, packets: elem.counter.packets, bytes: elem.counter.bytes }];
}
