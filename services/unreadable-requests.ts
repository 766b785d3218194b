import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { processWide } from './process-wide.ts';

/** Of pages and API together; Next cannot make a request of some others, TRACE among them, and answers 500. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Where the API has nothing, and says so. */
const NOWHERE = '/api/unreadable';

/**
 * Turns requests away that Next would stumble over: a path that is no text when it is decoded, or a method that nothing here
 * has. They go where nothing is, as soon as Node has read them, before Next sees them. Once per process.
 */
export function turnAwayUnreadable(): void {
  processWide('unreadable-requests', '', () => {
    subscribe('http.server.request.start', (message) => {
      const { request } = message as { request: IncomingMessage };
      if (!METHODS.has(request.method ?? '')) {
        request.method = 'OPTIONS';
        request.url = NOWHERE;
      } else if (!isReadable(request.url ?? '')) {
        request.url = NOWHERE;
      }
    });
    return true;
  });
}

function isReadable(target: string): boolean {
  // `*`, which asks about the server as a whole, is no path.
  if (!/^(\/|https?:\/\/)/i.test(target)) {
    return false;
  }
  try {
    decodeURIComponent(target.split('?')[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
