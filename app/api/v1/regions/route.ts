import { created, route } from '#app/api/http/define-route.ts';
import { createRegion } from '#services/region/create.ts';
import { listRegions } from '#services/region/list.ts';
import { orderRegions } from '#services/region/order.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context }) => listRegions(context),
  POST: async ({ context, body }) => created(await createRegion(context, await body())),
  PUT: async ({ context, body }) => orderRegions(context, await body()),
});
