import { route } from '#app/api/http/define-route.ts';
import { listNodes } from '#services/node/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: ({ context }) => listNodes(context) });
