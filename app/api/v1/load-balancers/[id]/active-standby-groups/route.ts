import { created, route } from '#app/api/http/define-route.ts';
import { createActiveStandbyGroup } from '#services/active-standby-group/create.ts';
import { listActiveStandbyGroups } from '#services/active-standby-group/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listActiveStandbyGroups(context, { loadBalancerId: params.id, query }),
  POST: async ({ context, params, body }) =>
    created(await createActiveStandbyGroup(context, { loadBalancerId: params.id, group: await body() })),
});
