import { route } from '#app/api/http/define-route.ts';
import { getChangeDelays } from '#services/change/delays.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: ({ context, query }) => getChangeDelays(context, query) });
