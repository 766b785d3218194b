import { route } from '#app/api/http/define-route.ts';
import { openApiDocument } from '#app/api/openapi/document.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: async () => openApiDocument() });
