import { route } from '#app/api/http/define-route.ts';
import { getVersion } from '#services/history/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ resourceType: string; resourceId: string; version: string }>({
  GET: ({ context, params }) => getVersion(context, params),
});
