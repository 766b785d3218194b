'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { checkSilence, watched } from './connection.ts';
import { IMPACT_KEY, TRAFFIC_KEY } from './queries.ts';

/** Events that come faster than this are answered by one round of reading. */
const MERGE_MS = 100;
/** The browser reconnects by itself after a broken stream, but gives up for good when it is refused. */
const REOPEN_MS = 5000;

/**
 * Listens to the region's events: they say that something changed, never what. Polling goes on beside
 * it, so a lost event costs seconds and not truth.
 */
export function LiveUpdates({ regionId }: { regionId: string }) {
  const queries = useQueryClient();
  useEffect(() => {
    let merging: ReturnType<typeof setTimeout> | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    const lookAgain = () => {
      merging ??= setTimeout(() => {
        merging = undefined;
        // These have a pace of their own: their answers are work.
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== TRAFFIC_KEY && queryKey[0] !== IMPACT_KEY });
      }, MERGE_MS);
    };
    const open = () => {
      source = new EventSource(`/api/v1/events?regionId=${encodeURIComponent(regionId)}`);
      for (const name of ['config', 'status', 'stale', 'live']) {
        source.addEventListener(name, lookAgain);
      }
      source.onerror = () => {
        if (source.readyState === EventSource.CLOSED) {
          reopening = setTimeout(open, REOPEN_MS);
        }
      };
    };
    open();
    const watching = setInterval(checkSilence, 1000);
    document.addEventListener('visibilitychange', watched);
    return () => {
      source.close();
      clearTimeout(merging);
      clearTimeout(reopening);
      clearInterval(watching);
      document.removeEventListener('visibilitychange', watched);
    };
  }, [regionId, queries]);
  return null;
}
