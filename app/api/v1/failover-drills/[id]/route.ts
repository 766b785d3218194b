import { route } from '#app/api/http/define-route.ts';
import { getDrill } from '#services/drill/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getDrill(context, params),
});
