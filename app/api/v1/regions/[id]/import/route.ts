import { route } from '#app/api/http/define-route.ts';
import { BACKUP_BYTES_MAX } from '#domain/limits.ts';
import { importConfiguration } from '#services/backup/import.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => importConfiguration(context, { regionId: params.id, file: await body(BACKUP_BYTES_MAX) }),
});
