import { route } from '#app/api/http/define-route.ts';
import { fileAnswer } from '#app/api/http/file-answer.ts';
import { exportRegion } from '#services/backup/export-region.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: async ({ context, params }) => fileAnswer(`openslb-${params.id}.json`, await exportRegion(context, params)),
});
