import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { API_ROUTES } from '#test/api.ts';
import { openApiDocument } from './document.ts';
import { OPERATIONS } from './operations.ts';

it('every route of the API is described, and nothing else', async () => {
  const routes = API_ROUTES.filter(({ pattern }) => pattern.startsWith('/api/v1/')).map(({ pattern }) =>
    pattern.replace('/api/v1', '').replace(/\[(\w+)\]/g, '{$1}'),
  );
  expect(Object.keys(OPERATIONS).sort()).toEqual(routes.sort());
});

it('the description is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(JSON.stringify(openApiDocument())))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

it('references lead somewhere, and inputs carry the limits of the schemas', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument()));
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(document.components.schemas).toHaveProperty(String(name));
  }
  const group = document.paths['/load-balancers/{id}/active-standby-groups'].post.requestBody.content['application/json'].schema;
  expect(group.additionalProperties).toBe(false);
  expect(group.properties.servers).toMatchObject({ type: 'array', minItems: 2, maxItems: 2 });
  expect(document.paths['/servers'].get.parameters).toContainEqual(
    expect.objectContaining({ name: 'regionId', in: 'query', required: true }),
  );
});

it('says of each operation whether a session, a token or nothing at all opens it', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument()));
  expect(document.components.securitySchemes).toMatchObject({ session: { in: 'cookie' }, token: { type: 'http', scheme: 'bearer' } });
  expect(document.security).toEqual([{ session: [] }, { token: [] }]);
  expect(document.paths['/servers'].get.security).toBeUndefined();
  expect(document.paths['/me/credentials'].post.security).toEqual([{ session: [] }]);
  expect(document.paths['/users/{id}'].patch.security).toEqual([{ session: [] }]);
  expect(document.paths['/health'].get.security).toEqual([]);
});
