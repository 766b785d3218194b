import { route } from '#app/api/http/define-route.ts';
import { stopDrill } from '#services/drill/stop.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => stopDrill(context, params),
});
