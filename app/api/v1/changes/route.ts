import { route } from '#app/api/http/define-route.ts';
import { listChanges } from '#services/change/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: ({ context, query }) => listChanges(context, query) });
