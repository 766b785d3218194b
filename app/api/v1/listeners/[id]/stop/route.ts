import { route } from '#app/api/http/define-route.ts';
import { stopListener } from '#services/listener/stop.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => stopListener(context, params),
});
