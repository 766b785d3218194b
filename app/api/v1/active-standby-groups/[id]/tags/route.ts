import { tagRoutes } from '#app/api/http/tag-routes.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = tagRoutes('masterslaveservergroup');
