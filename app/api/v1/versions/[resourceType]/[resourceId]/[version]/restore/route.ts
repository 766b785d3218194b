import { route } from '#app/api/http/define-route.ts';
import { restoreVersion } from '#services/history/restore.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ resourceType: string; resourceId: string; version: string }>({
  POST: ({ context, params }) => restoreVersion(context, params),
});
