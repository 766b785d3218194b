import { route } from '#app/api/http/define-route.ts';
import { startListener } from '#services/listener/start.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => startListener(context, params),
});
