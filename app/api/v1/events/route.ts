import { z } from 'zod';
import { route } from '#app/api/http/define-route.ts';
import { EventStream, HEARTBEAT_MS } from '#app/api/http/event-stream.ts';
import { parseInput } from '#domain/domain-error.ts';
import { Id } from '#domain/field.ts';
import { getSession } from '#services/auth/session.ts';
import { subscribe } from '#services/events/subscribe.ts';

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
      const watch = setInterval(() => void closeWithoutSession(stream, request.headers), HEARTBEAT_MS);
      stream.onClose(() => clearInterval(watch));
      return new Response(stream.body, { headers: HEADERS });
    },
  },
  { isBackground: true },
);

/** Whose session is over, or needs a second factor by now, is told nothing more; while the database is away nobody can have signed out. */
async function closeWithoutSession(stream: EventStream, headers: Headers): Promise<void> {
  try {
    const session = await getSession(headers);
    if (!session || session.isHeldBack) {
      stream.close();
    }
  } catch {
    // It will be asked again at the next heartbeat.
  }
}
