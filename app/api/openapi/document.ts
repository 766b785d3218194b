import { z } from 'zod';
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '#domain/limits.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { VIEW_SCHEMAS } from './view-schema.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of /api/v1, made from the schemas that the API itself parses with. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'OpenSLB',
      version: '1',
      description: [
        'Errors are RFC 9457 problem documents; `code` tells which rule was broken, `issues` where.',
        'A body may only have fields that are described; parameters of a query that are not described are passed over.',
        'Of two changes of the same field the later one wins; `healthCheck` is one field.',
      ].join(' '),
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { token: [] }],
    paths: Object.fromEntries(Object.entries(OPERATIONS).map(([path, verbs]) => [path, pathItem(path, verbs)])),
    components: {
      schemas: Object.fromEntries(Object.entries(VIEW_SCHEMAS).map(([name, schema]) => [name, output(schema)])),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'openslb.session_token',
          description: 'Of a console that is reached by https it is called `__Host-openslb.session_token`.',
        },
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'oslb_…',
          description: 'An API token, which each user makes in the console. It may what its user may, and no more than its scopes.',
        },
      },
    },
  };
}

function pathItem(path: string, verbs: Record<string, Operation>): Json {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const operations = Object.entries(verbs).map(([verb, operation]) => [verb, describe(operation, verb !== 'get')]);
  return { ...(parameters.length > 0 ? { parameters } : {}), ...Object.fromEntries(operations) };
}

function describe({ summary, query, body, answer, isPublic, takes }: Operation, isWrite: boolean): Json {
  const isCreate = typeof answer === 'object' && 'created' in answer;
  const parameters = [
    ...(query ? queryParameters(query) : []),
    ...(isCreate ? [IDEMPOTENCY_KEY] : []),
    ...(isWrite ? [IF_MATCH, DRY_RUN] : []),
  ];
  return {
    summary,
    ...(isPublic ? { security: [] } : {}),
    ...(takes === 'session' ? { security: [{ session: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(body) } } } } : {}),
    responses: { ...success(answer), default: PROBLEM },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key within 24 hours gets the first answer, and nothing is created twice.',
  schema: { type: 'string', minLength: 1, maxLength: IDEMPOTENCY_KEY_LENGTH_MAX },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description:
    'For what keeps versions (its answers have `version`, and an ETag): the version that the change is meant for. Another one is refused with 412 and `conflict`, which tells who changed what.',
  schema: { type: 'string', examples: ['"3"'] },
};

const DRY_RUN = {
  name: 'dryRun',
  in: 'query',
  description:
    'With true the request is checked as ever and nothing is changed; instead of the answers below comes 200 with an Impact: what would become of the open connections of which running listeners, or why the change would be refused.',
  schema: { type: 'boolean', default: false },
};

const PROBLEM = {
  description: 'The request was refused',
  content: { 'application/problem+json': { schema: reference('Problem') } },
};

function success(answer: Operation['answer']): Json {
  if (answer === 'nothing') {
    return { 204: { description: 'Done' } };
  }
  if (answer === 'events') {
    return { 200: { description: 'An endless stream', content: { 'text/event-stream': { schema: { type: 'string' } } } } };
  }
  if ('file' in answer) {
    const content = Object.fromEntries(answer.file.map((type) => [type, { schema: { type: 'string' } }]));
    return { 200: { description: 'A file', content } };
  }
  if ('created' in answer) {
    return { 201: json('Created', reference(answer.created)) };
  }
  if ('page' in answer) {
    return { 200: json('A page', pageOf(reference(answer.page))) };
  }
  if ('list' in answer) {
    return { 200: json('All of them', { type: 'array', items: reference(answer.list) }) };
  }
  return { 200: json('As it is', 'one' in answer ? reference(answer.one) : output(answer.schema)) };
}

function json(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function pageOf(items: Json): Json {
  const count = { type: 'integer' };
  return {
    type: 'object',
    required: ['items', 'totalCount', 'pageNumber', 'pageSize'],
    properties: { items: { type: 'array', items }, totalCount: count, pageNumber: count, pageSize: count },
  };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function queryParameters(query: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = input(query) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

/** Fields that are not described are refused. */
function bodySchema(body: z.ZodType): Json {
  return jsonSchema(body, 'input', (schema) => {
    if (schema.type === 'object') {
      schema.additionalProperties ??= false;
    }
  });
}

function input(schema: z.ZodType): Json {
  return jsonSchema(schema, 'input');
}

function output(schema: z.ZodType): Json {
  return jsonSchema(schema, 'output');
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output', adjust: (schema: z.core.JSONSchema.BaseSchema) => void = () => {}): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema }) => adjust(jsonSchema) });
  return rest;
}
