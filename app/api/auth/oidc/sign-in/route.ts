import { answer } from '#app/api/http/answer.ts';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { readJson } from '#app/api/http/request-body.ts';
import { begin } from '../begin.ts';

/** Needs no session. Body `{ next }`. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async () => {
    requireSameOrigin(request);
    return begin(request, await readJson(request), null);
  });
}
