'use client';

import { useSearchParams } from 'next/navigation';
import { startTransition, useOptimistic } from 'react';
import { RANGE_NAMES, type RangeName } from './range.ts';

export const WHOLE_INSTANCE = 'all';

interface Query {
  /** An id, or WHOLE_INSTANCE; null: the first one. */
  listener: string | null;
  /** Member id of a server; null: the listener as a whole. */
  server: string | null;
  range: RangeName;
  view: 'charts' | 'table';
}

/** What is looked at stands in the address. Nothing on the server depends on it, so it changes without asking there. */
export function useMonitoringQuery(): Query & { change: (part: Partial<Query>) => void } {
  const params = useSearchParams();
  // The address follows in a transition: what was chosen must not jump back until then.
  const [query, setQuery] = useOptimistic<Query>({
    listener: params.get('listener'),
    server: params.get('server'),
    range: RANGE_NAMES.find((name) => name === params.get('range')) ?? '1h',
    view: params.get('view') === 'table' ? 'table' : 'charts',
  });
  const change = (part: Partial<Query>) => {
    const next = { ...query, ...part };
    const set = Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== null);
    startTransition(() => {
      setQuery(next);
      window.history.replaceState(null, '', `?${new URLSearchParams(set).toString()}`);
    });
  };
  return { ...query, change };
}
