import { route } from '#app/api/http/define-route.ts';
import { createProbes } from '#services/probe/create.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: async ({ context, body }) => createProbes(context, await body()),
});
