import { route } from '#app/api/http/define-route.ts';
import { exportRegion } from '#services/backup/export-region.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => exportRegion(context, params),
});
