import type { DropReason } from '#domain/drop-reason.ts';
import type { Nft, NftObject } from './nft.ts';
import { FAMILIES, REFUSALS, type Refusal, TABLE } from './ruleset/table.ts';

export interface MarkTraffic {
  bytesIn: number;
  packetsIn: number;
  bytesOut: number;
  packetsOut: number;
}

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
 * Null: the table, or a set of it, is gone. One process for each set: several lists in one make nft 1.0 fill its cache for the
 * last one only, and then it does not find the others; the whole table is a hundred times as much.
 */
export async function readTable(nft: Nft): Promise<TableReading | null> {
  const [traffic, opened] = [await countedIn(nft, 'traffic'), await countedIn(nft, 'opened')];
  if (traffic === null || opened === null) {
    return null;
  }
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
  return { traffic: trafficOf(traffic), opened: new Map(opened.map(({ key: [mark], packets }) => [Number(mark), packets])), refused };
}

function trafficOf(elements: readonly Counted[]): Map<number, MarkTraffic> {
  const traffic = new Map<number, MarkTraffic>();
  for (const { key, packets, bytes } of elements) {
    const mark = Number(key[0]);
    const known = traffic.get(mark) ?? { bytesIn: 0, packetsIn: 0, bytesOut: 0, packetsOut: 0 };
    traffic.set(
      mark,
      key[1] === 'original' ? { ...known, bytesIn: bytes, packetsIn: packets } : { ...known, bytesOut: bytes, packetsOut: packets },
    );
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
