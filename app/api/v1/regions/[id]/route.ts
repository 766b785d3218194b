import { route } from '#app/api/http/define-route.ts';
import { getRegion } from '#services/region/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getRegion(context, params),
});
