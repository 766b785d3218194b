import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerCounters } from '../engine.ts';
import type { Nft } from './nft.ts';

/** What one look at the table and at conntrack says. */
export interface Reading {
  traffic: ReadonlyMap<number, { bytesIn: number; packetsIn: number; bytesOut: number; packetsOut: number }>;
  opened: ReadonlyMap<number, number>;
  refused: ReadonlyMap<string, Partial<Record<DropReason, number>>>;
  current: ReadonlyMap<number, number> | null;
}

export async function readTable(nft: Nft): Promise<Omit<Reading, 'current'> | null> {
  const objects = await nft.list('chain', 'inet', 'openslb', 'traffic');
  return objects && { traffic: new Map(), opened: new Map(), refused: new Map() };
}

export class KernelTraffic {
  own(_mark: number, _of: { listenerId: string; memberId: string; protocol: 'tcp' | 'udp' }): void {}
  retire(_mark: number): void {}
  forget(_mark: number): void {}
  place(_listenerId: string, _service: string | null): void {}
  baseline(_reading: Reading): void {}
  take(_reading: Reading): void {}
  counters(): ListenerCounters[] {
    return [];
  }
  countersOf(_listenerId: string): ListenerCounters | undefined {
    return undefined;
  }
}
