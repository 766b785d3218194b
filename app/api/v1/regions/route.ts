import { route } from '#app/api/http/define-route.ts';
import { listRegions } from '#services/region/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: ({ context }) => listRegions(context) });
