import { route } from '#app/api/http/define-route.ts';
import { getListenerTimeline } from '#services/timeline/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => getListenerTimeline(context, { id: params.id, query }),
});
