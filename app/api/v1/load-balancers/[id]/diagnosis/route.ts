import { route } from '#app/api/http/define-route.ts';
import { getDiagnosis } from '#services/diagnosis/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getDiagnosis(context, { id: params.id }),
});
