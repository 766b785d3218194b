/** JSON that people will read: indented, and saved under a name where a browser asks for it. */
export function fileAnswer(name: string, value: unknown): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    headers: { 'content-type': 'application/json', 'content-disposition': `attachment; filename="${encodeURIComponent(name)}"` },
  });
}
