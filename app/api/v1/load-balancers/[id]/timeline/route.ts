import { route } from '#app/api/http/define-route.ts';
import { getInstanceTimeline } from '#services/timeline/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => getInstanceTimeline(context, { id: params.id, query }),
});
