'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { NodeView, RegionView } from '#domain/view.ts';

interface RegionState {
  regionId: string;
  /** Undefined until the first answer. */
  region: RegionView | undefined;
  /** False when no node reports, so that health is not known. True until the first answer. */
  isReporting: boolean;
  /** When the last node was heard; null when none ever was. */
  silentSince: string | null;
}

const RegionContext = createContext<RegionState | null>(null);

export function RegionProvider({ regionId, region, children }: { regionId: string; region: RegionView | undefined; children: ReactNode }) {
  const isReporting = region?.nodes.some((node) => node.alive) ?? true;
  return <RegionContext value={{ regionId, region, isReporting, silentSince: lastHeard(region?.nodes ?? []) }}>{children}</RegionContext>;
}

export function useRegion(): RegionState {
  const state = useContext(RegionContext);
  if (!state) {
    throw new Error('useRegion is called outside of a region.');
  }
  return state;
}

function lastHeard(nodes: NodeView[]): string | null {
  return nodes.reduce<string | null>((latest, node) => (latest === null || node.heartbeatAt > latest ? node.heartbeatAt : latest), null);
}
