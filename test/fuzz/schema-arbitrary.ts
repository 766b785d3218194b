import fc from 'fast-check';

/** The part of JSON Schema that the descriptions of our own inputs use. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
}

/** Stands, within a text, for the id of something that there is when the request is sent: of what, and which one. */
export const KNOWN_ID = /\{\{known:([\w-]+):(\d+)\}\}/;
export const knownId = (of: string) => fc.nat({ max: 99_999 }).map((index) => `{{known:${of}:${index}}}`);

const ITEMS_MAX = 3;
const WORDS = ['web', 'orders-database', '订单', 'a', 'name with spaces', 'x/y.z_1', 'été', '127.0.10.3', '10.0.0.9', 'fd00::7'];
const ADDRESSES = ['10.0.0.1', '10.0.0.77', '127.0.10.5', '127.0.0.1', '192.0.2.1', '255.255.255.255', '0.0.0.0'];
const NETWORKS = ['10.0.0.0/8', '127.0.10.0/28', '0.0.0.0/0', 'fd00::/64', '10.0.0.1'];

/** Values that the schema allows, as far as a schema can say; `name` is that of the field. */
export function valid(schema: JsonSchema, name = ''): fc.Arbitrary<unknown> {
  if ('const' in schema) {
    return fc.constant(schema.const);
  }
  if (schema.enum) {
    return fc.constantFrom(...schema.enum);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    return fc.oneof(...choices.map((choice) => valid(choice, name)));
  }
  switch (schema.type) {
    case 'object':
      return object(schema);
    case 'array':
      return fc.array(valid(schema.items ?? {}, name.replace(/s$/, '')), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? ITEMS_MAX, ITEMS_MAX)),
      });
    case 'string':
      return text(schema, name);
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -10, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) }),
        fc.constantFrom(...[schema.minimum, schema.maximum, 80, 1].filter((bound) => bound !== undefined)),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object({ properties = {}, required = [], additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valid(schema, name)]));
  const known = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  return typeof additionalProperties === 'object' && Object.keys(properties).length === 0
    ? fc.dictionary(fc.constantFrom(...WORDS), valid(additionalProperties), { maxKeys: 2 })
    : known;
}

/** What a field that is called so names, as the first part of the path of such things; `any` if that depends on others. */
function kindOf(name: string): string {
  const kinds: Record<string, string> = {
    regionId: 'regions',
    serverId: 'servers',
    server: 'servers',
    listId: 'access-control-lists',
    listenerId: 'listeners',
    userId: 'users',
    teamId: 'teams',
  };
  return kinds[name] ?? 'any';
}

function text({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema, name: string): fc.Arbitrary<string> {
  if (/id$/i.test(name) || name === 'server') {
    return fc.oneof(
      { arbitrary: knownId(kindOf(name)), weight: 9 },
      { arbitrary: fc.constantFrom('north', 'south', 'north-a', 'srv-one'), weight: 3 },
    );
  }
  if (format === 'date-time') {
    return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (format === 'email') {
    return fc.nat({ max: 50 }).map((index) => `user-${index}@example.test`);
  }
  if (/address$/i.test(name) || format === 'ipv4') {
    return fc.constantFrom(...ADDRESSES);
  }
  if (format === 'ipv6') {
    return fc.constantFrom('fd00::1', '2001:db8::1', '::1', 'fe80::1');
  }
  if (/cidr|addressPool/i.test(name)) {
    return fc.constantFrom(...NETWORKS);
  }
  const fitting = fc.constantFrom(...WORDS).filter((word) => word.length >= minLength && word.length <= maxLength);
  const made = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, Math.max(minLength, 40)) });
  const patterned = pattern !== undefined && pattern.length < 40 && !/\\[pP]/.test(pattern) ? [fc.stringMatching(new RegExp(pattern))] : [];
  return fc.oneof(minLength <= 1 ? fitting : made, made, ...patterned);
}
