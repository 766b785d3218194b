import { route, tagged } from '#app/api/http/define-route.ts';
import { getDefaultServerGroup } from '#services/default-server-group/get.ts';
import { replaceDefaultServers } from '#services/default-server-group/replace.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: async ({ context, params }) => {
    const { version, servers } = await getDefaultServerGroup(context, { loadBalancerId: params.id });
    return tagged(servers, version);
  },
  PUT: async ({ context, params, body }) => replaceDefaultServers(context, { loadBalancerId: params.id, servers: await body() }),
});
