'use client';

import { useSearchParams } from 'next/navigation';
import { RANGE_NAMES, type RangeName } from './range.ts';

interface Query {
  listener: string | null;
  /** Member id of a server; null: the listener as a whole. */
  server: string | null;
  range: RangeName;
  view: 'charts' | 'table';
}

/** What is looked at stands in the address. Nothing on the server depends on it, so it changes without asking there. */
export function useMonitoringQuery(): Query & { change: (part: Partial<Query>) => void } {
  const params = useSearchParams();
  const query: Query = {
    listener: params.get('listener'),
    server: params.get('server'),
    range: RANGE_NAMES.find((name) => name === params.get('range')) ?? '1h',
    view: params.get('view') === 'table' ? 'table' : 'charts',
  };
  const change = (part: Partial<Query>) => {
    const next = Object.entries({ ...query, ...part }).filter((entry): entry is [string, string] => entry[1] !== null);
    window.history.replaceState(null, '', `?${new URLSearchParams(next).toString()}`);
  };
  return { ...query, change };
}
