import type { Options } from '../options.ts';
import type { Peer, PeerName } from '../peers/peer.ts';
import type { Topology } from '../topology.ts';

export const PART_NAMES = ['requests', 'latency', 'connections', 'bulk', 'udp', 'memory', 'changes', 'probes', 'lists'] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Metric {
  key: string;
  title: string;
  unit: string;
  /** None: a fact beside the figures, not compared. */
  better: 'higher' | 'lower' | null;
}

/** What one measurement of one peer gave, by the keys of the part's metrics. */
export interface Sample {
  peer: PeerName;
  round: number;
  values: Record<string, number>;
}

/** What parts share in a run. */
export interface Site {
  topology: Topology;
  options: Options;
  /** Those that are installed. */
  peers: readonly PeerName[];
  /** Starts a peer afresh; it must be stopped before it can be started again. Stopped at the latest when the part ends. */
  startPeer(name: PeerName): Promise<Peer>;
  /** As `startPeer`, for anything else that ends with the part: returns what ends it now. */
  keep(stop: () => unknown): () => Promise<void>;
  profileFolder: string | null;
  log(line: string): void;
}

export interface Part {
  name: PartName;
  title: string;
  /** What is measured and how, in one line. */
  method: string;
  metrics: readonly Metric[];
  run(site: Site): Promise<Sample[]>;
}
