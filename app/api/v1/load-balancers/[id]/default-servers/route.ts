import { route } from '#app/api/http/define-route.ts';
import { getDefaultServers } from '#services/default-server-group/get.ts';
import { replaceDefaultServers } from '#services/default-server-group/replace.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getDefaultServers(context, { loadBalancerId: params.id }),
  PUT: async ({ context, params, body }) => replaceDefaultServers(context, { loadBalancerId: params.id, servers: await body() }),
});
