import { route } from '#app/api/http/define-route.ts';
import { listQuotas } from '#services/quota/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listQuotas(context, query),
});
