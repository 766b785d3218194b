import { route } from '#app/api/http/define-route.ts';
import { DomainError } from '#domain/domain-error.ts';
import { begin } from '../begin.ts';

/** For users of single sign-on, who have no password to enter again. Body `{ next }`. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    POST: async ({ context, body, request }) => {
      if (!context.session) {
        throw new DomainError('SessionRequired', 'This takes a session in the console: API tokens and access keys cannot do it.');
      }
      return begin(request, await body(), context.session.id);
    },
  },
  // The provider may ask for a second factor.
  { isBeforeSecondFactor: true },
);
