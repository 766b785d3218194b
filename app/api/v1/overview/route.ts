import { route } from '#app/api/http/define-route.ts';
import { getOverview } from '#services/overview/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => getOverview(context, query),
});
