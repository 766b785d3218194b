import { route } from '#app/api/http/define-route.ts';
import { getProbe } from '#services/probe/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getProbe(context, { id: params.id }),
});
