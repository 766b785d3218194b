import type { ApiCall } from '#components/api/call.ts';

export const CODE_LANGUAGES = ['curl', 'typescript'] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

/** A program that makes the call. `origin` is where the console is; the token comes from OPENSLB_TOKEN of the environment. */
export function codeOf(call: ApiCall, language: CodeLanguage, origin: string): string {
  return language === 'curl' ? curlOf(call, origin) : typescriptOf(call, origin);
}

function curlOf(call: ApiCall, origin: string): string {
  const options = [
    ...(call.method === 'GET' ? [] : [`--request ${call.method}`]),
    '--header "Authorization: Bearer $OPENSLB_TOKEN"',
    ...headersOf(call).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...(call.body === undefined ? [] : [`--data-raw ${quoted(JSON.stringify(call.body, null, 2))}`]),
  ];
  return ['curl --fail-with-body --globoff', ...options, quoted(`${origin}${call.path}`)].join(' \\\n  ');
}

/** Within single quotes a shell leaves everything as it is, but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function typescriptOf(call: ApiCall, origin: string): string {
  const headers = headersOf(call).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const lines = [
    `const response = await fetch(${JSON.stringify(`${origin}${call.path}`)}, {`,
    ...(call.method === 'GET' ? [] : [`  method: ${JSON.stringify(call.method)},`]),
    '  headers: {',
    `    "authorization": \`Bearer \${process.env.OPENSLB_TOKEN}\`,`,
    ...headers,
    '  },',
    ...(call.body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(call.body, null, 2).replaceAll('\n', '\n  ')}),`]),
    '});',
    'const answer = await response.text();',
    'if (!response.ok) {',
    '  throw new Error(answer);',
    '}',
  ];
  return lines.join('\n');
}

function headersOf({ body, idempotencyKey, ifMatch }: ApiCall): [name: string, value: string][] {
  return [
    ...(body === undefined ? [] : [['content-type', 'application/json'] as [string, string]]),
    ...(idempotencyKey === undefined ? [] : [['idempotency-key', idempotencyKey] as [string, string]]),
    ...(ifMatch === undefined ? [] : [['if-match', `"${ifMatch.toString()}"`] as [string, string]]),
  ];
}
