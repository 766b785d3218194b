import { route } from '#app/api/http/define-route.ts';
import { exportInstance } from '#services/backup/export-instance.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => exportInstance(context, params),
});
