import { route } from '#app/api/http/define-route.ts';
import { getSecuritySettings } from '#services/security-settings/get.ts';
import { updateSecuritySettings } from '#services/security-settings/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context }) => getSecuritySettings(context),
  PATCH: async ({ context, body }) => updateSecuritySettings(context, await body()),
});
