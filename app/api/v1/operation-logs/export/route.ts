import { route } from '#app/api/http/define-route.ts';
import { streamedFile } from '#app/api/http/file-answer.ts';
import { exportOperationLogs } from '#services/operation-log/export.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: async ({ context, query }) => streamedFile(await exportOperationLogs(context, query)),
});
