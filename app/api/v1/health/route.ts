import { answer } from '#app/api/http/answer.ts';
import { database } from '#services/database.ts';
import { checkDatabase } from '#services/health.ts';

/** For load balancers and supervisors: needs no session, and says no more than whether the console can work. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    await checkDatabase(database());
    return Response.json({ status: 'ok' });
  });
}
