import { route } from '#app/api/http/define-route.ts';
import { forgetNode } from '#services/node/forget.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  DELETE: ({ context, params }) => forgetNode(context, params),
});
