import fc from 'fast-check';
import { FOREIGN_FIELDS, hostileText, hostileValue } from './hostile.ts';
import { type JsonSchema, knownId, valid } from './schema-arbitrary.ts';

interface Parameter {
  name: string;
  in: 'query' | 'header' | 'path';
  required?: boolean;
  schema: JsonSchema;
}

/** As the OpenAPI document describes it. */
export interface DescribedOperation {
  method: string;
  /** With its parameters: `/servers/{id}`. */
  path: string;
  parameters: Parameter[];
  body?: JsonSchema;
}

export interface FuzzRequest {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  /** As it is sent; absent: none. */
  body?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a document of JSON, whose shape another test checks.
export function operationsOf(document: any): DescribedOperation[] {
  return Object.entries<Record<string, never>>(document.paths).flatMap(([path, item]) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    Object.entries<any>(item)
      .filter(([name]) => name !== 'parameters')
      .map(([name, operation]) => ({
        method: name.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content['application/json'].schema,
      })),
  );
}

/** Three kinds: right in all that a schema can say, right but for one thing, and wrong all over. */
export function requestOf(operation: DescribedOperation): fc.Arbitrary<FuzzRequest> {
  const right = fc.record({ path: path(operation, false), query: query(operation, false), headers: headers(false), body: body(operation) });
  const wrongPath = fc.record({
    path: path(operation, true),
    query: query(operation, false),
    headers: headers(false),
    body: body(operation),
  });
  const wrongQuery = fc.record({
    path: path(operation, false),
    query: query(operation, true),
    headers: headers(false),
    body: body(operation),
  });
  const wrongHeaders = fc.record({
    path: path(operation, false),
    query: query(operation, false),
    headers: headers(true),
    body: body(operation),
  });
  const wrongBody = fc.record({
    path: path(operation, false),
    query: query(operation, false),
    headers: headers(false),
    body: brokenBody(operation),
  });
  const wrongAll = fc.record({
    path: path(operation, true),
    query: query(operation, true),
    headers: headers(true),
    body: brokenBody(operation),
  });
  return fc
    .oneof(
      { arbitrary: right, weight: 5 },
      { arbitrary: wrongBody, weight: operation.body ? 7 : 1 },
      { arbitrary: wrongQuery, weight: 2 },
      { arbitrary: wrongPath, weight: 2 },
      { arbitrary: wrongHeaders, weight: 2 },
      { arbitrary: wrongAll, weight: 1 },
    )
    .map((request) => ({ method: operation.method, ...request }));
}

function path({ path: template }: DescribedOperation, isWrong: boolean): fc.Arbitrary<string> {
  const kind = template.startsWith('/versions/') ? 'listeners' : (template.split('/')[1] ?? '');
  const segments = template.split('/').map((segment) => {
    if (!segment.startsWith('{')) {
      return fc.constant(segment);
    }
    const right =
      segment === '{resourceType}'
        ? fc.constantFrom('listener', 'load-balancer', 'vserver-group', 'active-standby-group', 'access-control-list')
        : segment === '{version}'
          ? fc.constantFrom('1', '2', '3')
          : fc.oneof({ arbitrary: knownId(kind), weight: 8 }, { arbitrary: knownId('any'), weight: 2 });
    // An empty segment, or one that a URL takes away, would be another path.
    return isWrong
      ? hostileText.map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'))).filter((text) => !/^\.{0,2}$/.test(text))
      : right;
  });
  return fc.tuple(...segments).map((parts) => parts.join('/'));
}

function query({ parameters, method }: DescribedOperation, isWrong: boolean): fc.Arbitrary<[string, string][]> {
  const described = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'dryRun');
  const right = fc.tuple(
    ...described.map(({ name, required, schema }) =>
      fc.option(
        valid(schema, name).map((value): [string, string] => [name, plain(value)]),
        { nil: null, freq: required ? 30 : 2 },
      ),
    ),
  );
  const odd = fc.array(
    fc.tuple(fc.constantFrom(...described.map(({ name }) => name), 'dryRun', 'pageNumber', '__proto__', 'a[b]', ''), hostileText),
    { maxLength: 4 },
  );
  // Most writes are rehearsed now and then, and most deletes, so that something is left.
  const rehearsal = fc.constantFrom(...(method === 'GET' ? [[]] : method === 'DELETE' ? [[DRY_RUN], [DRY_RUN], []] : [[], [], [DRY_RUN]]));
  return fc
    .tuple(right, rehearsal, isWrong ? odd : fc.constant([]))
    .map(([known, dryRun, others]) => [...known.filter((one) => one !== null), ...dryRun, ...others] as [string, string][]);
}

const DRY_RUN: [string, string] = ['dryRun', 'true'];

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  '',
  'a/b',
];

function headers(isWrong: boolean): fc.Arbitrary<Record<string, string>> {
  const key = fc.nat({ max: 30 }).map((index) => `key-${index}`);
  const right = fc.record({ 'if-match': fc.constantFrom('"1"', '*', '"1", "2"'), 'idempotency-key': key }, { requiredKeys: [] });
  const seldom = fc.oneof({ arbitrary: fc.constant({}), weight: 4 }, { arbitrary: right, weight: 1 });
  const odd = fc.record(
    {
      'if-match': headerText,
      'idempotency-key': headerText,
      'content-type': fc.constantFrom(...CONTENT_TYPES),
      'accept-language': headerText,
      'x-forwarded-for': headerText,
      'user-agent': headerText,
      accept: headerText,
    },
    { requiredKeys: [] },
  );
  return isWrong ? odd : (seldom as fc.Arbitrary<Record<string, string>>);
}

/** What Node lets through as a header: bytes, no control characters, not blank. */
const headerText = hostileText.map(
  (text) =>
    text
      .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
      .trim()
      .slice(0, 2000) || '-',
);

function body({ body: schema }: DescribedOperation): fc.Arbitrary<string | undefined> {
  return schema ? valid(schema).map((value) => JSON.stringify(value)) : fc.constant(undefined);
}

function brokenBody({ method, body: schema }: DescribedOperation): fc.Arbitrary<string | undefined> {
  const noJson = fc.oneof(
    fc.constantFrom('', '{', '[1,', '{"a":}', 'NaN', '\uFEFF{}', '{"a":1}{"b":2}', `${'['.repeat(5000)}`, `{"a":"${'x'.repeat(70_000)}"}`),
    fc.string({ unit: 'binary', maxLength: 50 }),
  );
  if (!schema) {
    return method === 'GET' ? fc.constant(undefined) : fc.oneof(fc.constant(undefined), noJson);
  }
  const spoilt = fc.tuple(
    valid(schema),
    fc.nat(),
    hostileValue,
    fc.constantFrom('replace', 'remove', 'add', 'wrap'),
    fc.constantFrom(...FOREIGN_FIELDS),
  );
  return fc.oneof(
    { arbitrary: spoilt.map(([value, at, other, how, field]) => JSON.stringify(spoil(value, at, other, how, field))), weight: 12 },
    { arbitrary: hostileValue.map((value) => JSON.stringify(value)), weight: 2 },
    { arbitrary: noJson, weight: 1 },
  );
}

/** Changes one of all places of a tree. */
function spoil(root: unknown, at: number, other: unknown, how: string, field: string): unknown {
  const holder = { root };
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (parent: Record<string, unknown>, key: string) => {
    places.push({ holder: parent, key });
    const value = parent[key];
    if (typeof value === 'object' && value !== null) {
      for (const inner of Object.keys(value)) {
        visit(value as Record<string, unknown>, inner);
      }
    }
  };
  visit(holder, 'root');
  const place = places[at % places.length];
  if (!place) {
    return root;
  }
  const value = place.holder[place.key];
  if (how === 'add' && typeof value === 'object' && value !== null) {
    Object.defineProperty(value, field, { value: other, enumerable: true, configurable: true, writable: true });
  } else if (how === 'remove' && place.key !== 'root') {
    delete place.holder[place.key];
  } else {
    place.holder[place.key] = how === 'wrap' ? [value] : other;
  }
  return holder.root;
}
