import { route } from '#app/api/http/define-route.ts';
import { fileAnswer } from '#app/api/http/file-answer.ts';
import { exportInstance } from '#services/backup/export-instance.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: async ({ context, params }) => fileAnswer(`openslb-${params.id}.json`, await exportInstance(context, params)),
});
