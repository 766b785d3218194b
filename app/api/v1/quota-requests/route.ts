import { created, route } from '#app/api/http/define-route.ts';
import { listQuotaRequests } from '#services/quota/list-requests.ts';
import { createQuotaRequest } from '#services/quota/request.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listQuotaRequests(context, query),
  POST: async ({ context, body }) => created(await createQuotaRequest(context, await body())),
});
