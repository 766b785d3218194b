import { DomainError } from '#domain/domain-error.ts';

export const BODY_BYTES_MAX = 64 * 1024;

/** The JSON of a request; refuses other types, and more than it may have without reading on. */
export async function readJson(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const text = await readText(request, bytesMax);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('InvalidParameter', 'The body is not valid JSON.', { cause });
  }
}

export async function readText(request: Request, bytesMax = BODY_BYTES_MAX): Promise<string> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new DomainError('UnsupportedMediaType', 'Send the body as application/json.');
  }
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      throw new DomainError('RequestTooLarge', `A body has at most ${bytesMax} bytes.`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
