import { created, route } from '#app/api/http/define-route.ts';
import { createVServerGroup } from '#services/vserver-group/create.ts';
import { listVServerGroups } from '#services/vserver-group/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listVServerGroups(context, { loadBalancerId: params.id, query }),
  POST: async ({ context, params, body }) => created(await createVServerGroup(context, { loadBalancerId: params.id, group: await body() })),
});
