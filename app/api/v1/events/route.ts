import { z } from 'zod';
import { route } from '#app/api/http/define-route.ts';
import { EventStream, HEARTBEAT_MS } from '#app/api/http/event-stream.ts';
import { DomainError, parseInput } from '#domain/domain-error.ts';
import { Id } from '#domain/field.ts';
import { authenticate } from '#services/auth/authenticate.ts';
import type { Context } from '#services/context.ts';
import { requireWatchable, subscribe } from '#services/events/subscribe.ts';

const EventsQuery = z.object({ regionId: Id });
/** Proxies must pass events on at once. */
const HEADERS = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

/** Server-sent events of one region: `config` and `status` say "look again", `stale` and `live` whether anyone would tell. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: async ({ context, query, request }) => {
      const { regionId } = parseInput(EventsQuery, query);
      if (request.method === 'HEAD') {
        // Next serves HEAD with this handler, and neither reads nor cancels its body.
        return new Response(null, { headers: HEADERS });
      }
      const stream = new EventStream(request.signal);
      try {
        stream.onClose(await subscribe(context, { regionId, onEvent: (event) => stream.send(event) }));
      } catch (error) {
        stream.close();
        throw error;
      }
      const watch = setInterval(() => void closeIfShutOut(stream, context, { regionId, headers: request.headers }), HEARTBEAT_MS);
      stream.onClose(() => clearInterval(watch));
      return new Response(stream.body, { headers: HEADERS });
    },
  },
  { isBackground: true },
);

/**
 * Whose session is over or needs a second factor by now, whose token was revoked, or who may not see the region any more, is told nothing more. While
 * the database is away nothing of that is known: it is asked again at the next heartbeat.
 */
async function closeIfShutOut(stream: EventStream, context: Context, watched: { regionId: string; headers: Headers }): Promise<void> {
  try {
    const known = await authenticate(context, watched.headers, { isActivity: false });
    if (!known || known.isHeldBack) {
      stream.close();
      return;
    }
    await requireWatchable({ ...context, actor: known.actor }, watched.regionId);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'ServiceUnavailable')) {
      stream.close();
    }
  }
}
