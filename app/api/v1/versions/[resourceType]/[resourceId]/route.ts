import { route } from '#app/api/http/define-route.ts';
import { listVersions } from '#services/history/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ resourceType: string; resourceId: string }>({
  GET: ({ context, params, query }) => listVersions(context, { ...params, query }),
});
