import { route } from '#app/api/http/define-route.ts';
import { listTags } from '#services/tag/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listTags(context, query),
});
