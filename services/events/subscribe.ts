import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { readEnvironment } from '../environment.ts';
import { place } from '../place.ts';
import { processWide } from '../process-wide.ts';
import { read } from '../read.ts';
import { EventHub, type RegionEvent } from './hub.ts';

const SUBSCRIBERS_MAX = 500;

/** Tells `onEvent` of changes in the region until the returned function is called. */
export async function subscribe(context: Context, input: { regionId: string; onEvent: (event: RegionEvent) => void }): Promise<() => void> {
  await requireWatchable(context, input.regionId);
  const { databaseUrl } = readEnvironment();
  const hub = processWide('events', databaseUrl, () => new EventHub(databaseUrl));
  if (hub.subscriberCount >= SUBSCRIBERS_MAX) {
    throw new DomainError('ServiceUnavailable', `The console serves ${SUBSCRIBERS_MAX} event streams at most. Close a page or try later.`);
  }
  return hub.subscribe(input);
}

/** Throws as soon as the actor may not see the region (any more). */
export function requireWatchable(context: Context, regionId: string): Promise<void> {
  return read(context, { in: place.region(regionId), needs: 'viewer' }, async () => undefined);
}
