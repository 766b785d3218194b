import { DomainError } from '#domain/domain-error.ts';
import { JSON_VALUES_MAX, requireBounds } from './json-bounds.ts';

export const BODY_BYTES_MAX = 64 * 1024;
/** Of a whole body: who sends a byte a second shall not hold a request open. */
export const BODY_MS_MAX = 30_000;

interface Bounds {
  bytesMax?: number;
  timeoutMs?: number;
}

/** The JSON of a request; refuses other types, and more than it may have without reading on. */
export async function readJson(request: Request, bounds: Bounds = {}): Promise<unknown> {
  const text = await readText(request, bounds);
  requireBounds(text, (bounds.bytesMax ?? BODY_BYTES_MAX) > BODY_BYTES_MAX ? JSON_VALUES_MAX.file : JSON_VALUES_MAX.body);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('InvalidParameter', 'The body is not valid JSON.', { cause });
  }
}

async function readText(request: Request, { bytesMax = BODY_BYTES_MAX, timeoutMs = BODY_MS_MAX }: Bounds): Promise<string> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new DomainError('UnsupportedMediaType', 'Send the body as application/json.');
  }
  const tooLarge = () => new DomainError('RequestTooLarge', `A body has at most ${bytesMax} bytes.`);
  if (Number(request.headers.get('content-length')) > bytesMax) {
    throw tooLarge();
  }
  const reader = request.body?.getReader();
  if (!reader) {
    return '';
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new DomainError('RequestTimeout', `A body arrives within ${timeoutMs / 1000} seconds.`);
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  // Nobody waits for it any more once the body is there.
  late.catch(() => {});
  try {
    return await collect(reader, bytesMax, late, tooLarge);
  } catch (error) {
    // What is still to come is of no use; whether the sender hears of it is not waited for.
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  bytesMax: number,
  late: Promise<never>,
  tooLarge: () => DomainError,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), late]);
    if (done) {
      return text + decoder.decode();
    }
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
