import { created, route } from '#app/api/http/define-route.ts';
import { listDrills } from '#services/drill/list.ts';
import { startDrill } from '#services/drill/start.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listDrills(context, { groupId: params.id, query }),
  POST: async ({ context, params, body }) => created(await startDrill(context, { groupId: params.id, drill: await body() })),
});
