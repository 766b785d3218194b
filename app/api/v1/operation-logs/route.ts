import { route } from '#app/api/http/define-route.ts';
import { listOperationLogs } from '#services/operation-log/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: ({ context, query }) => listOperationLogs(context, query) });
