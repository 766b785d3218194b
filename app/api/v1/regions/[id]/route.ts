import { route } from '#app/api/http/define-route.ts';
import { getRegion } from '#services/region/get.ts';
import { retireRegion } from '#services/region/retire.ts';
import { updateRegion } from '#services/region/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getRegion(context, params),
  PATCH: async ({ context, params, body }) => updateRegion(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => retireRegion(context, params),
});
