import { route } from '#app/api/http/define-route.ts';
import { DomainError } from '#domain/domain-error.ts';

const nothingHere = async () => {
  throw new DomainError('NotFound', 'The API has no such path.');
};

/** Every path below /api that has no route of its own. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: nothingHere,
  POST: nothingHere,
  PUT: nothingHere,
  PATCH: nothingHere,
  DELETE: nothingHere,
  OPTIONS: nothingHere,
});
