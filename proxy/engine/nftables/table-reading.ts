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

/** What an element has counted: a mark, or where refused connections were going. */
interface Counted {
  key: string | number;
  packets: number;
  bytes: number;
}

/**
 * Null: the table, or a set of it, is gone. One process for each set: several lists in one make nft 1.0 fill its cache for the
 * last one only, and then it does not find the others; the whole table is many times as much.
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
    opened: new Map(opened?.map(({ key, packets }) => [Number(key), packets])),
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
        refused.set(String(key), { ...refused.get(String(key)), [REASONS[refusal]]: packets });
      }
    }
  }
  return refused;
}

function trafficOf(bytesIn: readonly Counted[], bytesOut: readonly Counted[]): Map<number, MarkTraffic> {
  const traffic = new Map<number, MarkTraffic>();
  for (const { key, packets, bytes } of bytesIn) {
    traffic.set(Number(key), { ...NO_TRAFFIC, bytesIn: bytes, packetsIn: packets });
  }
  for (const { key, packets, bytes } of bytesOut) {
    traffic.set(Number(key), { ...(traffic.get(Number(key)) ?? NO_TRAFFIC), bytesOut: bytes, packetsOut: packets });
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
  const { elem } = element as { elem?: { val: string | number | { concat: unknown[] }; counter?: { packets: number; bytes: number } } };
  return elem?.counter ? [{ key: typeof elem.val === 'object' ? elem.val.concat.join(' ') : elem.val, ...elem.counter }] : [];
}
