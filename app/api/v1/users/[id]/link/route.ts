import { route } from '#app/api/http/define-route.ts';
import { issueUserLink } from '#services/user/issue-link.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => issueUserLink(context, params),
});
