import { created, route } from '#app/api/http/define-route.ts';
import { createListener } from '#services/listener/create.ts';
import { listListeners } from '#services/listener/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listListeners(context, { loadBalancerId: params.id, query }),
  POST: async ({ context, params, body }) => created(await createListener(context, { loadBalancerId: params.id, listener: await body() })),
});
