import { route } from '#app/api/http/define-route.ts';
import { getOperationLog } from '#services/operation-log/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getOperationLog(context, params),
});
