import { describe, expect, it } from 'vitest';
import { JSON_DEPTH_MAX, JSON_VALUES_MAX, requireBounds } from './json-bounds.ts';
import { BODY_BYTES_MAX, readJson } from './request-body.ts';
import { QUERY_PARAMETERS_MAX, readQuery, TARGET_LENGTH_MAX } from './request-target.ts';

const URL_HERE = 'http://console.test/api/v1/servers';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    duplex: 'half',
  };
  return new Request(URL_HERE, init);
}

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const listOf = (count: number) => JSON.stringify(Array.from({ length: count }, () => 0));

describe('the tree of a body', () => {
  it('has so many levels, whatever they are made of', async () => {
    expect(await readJson(post(nested(JSON_DEPTH_MAX)))).toBeDefined();
    const deep = { code: 'InvalidParameter', message: `A body has at most ${JSON_DEPTH_MAX} levels.` };
    await expect(readJson(post(nested(JSON_DEPTH_MAX + 1)))).rejects.toMatchObject(deep);
    await expect(readJson(post(nested(BODY_BYTES_MAX / 2)))).rejects.toMatchObject(deep);
    await expect(readJson(post('{"a":'.repeat(JSON_DEPTH_MAX + 1)))).rejects.toMatchObject(deep);
  });

  it('has so many values', async () => {
    expect(await readJson(post(listOf(JSON_VALUES_MAX.body - 1)))).toHaveLength(JSON_VALUES_MAX.body - 1);
    await expect(readJson(post(listOf(JSON_VALUES_MAX.body + 1)))).rejects.toMatchObject({ code: 'InvalidParameter' });
    expect(await readJson(post(listOf(JSON_VALUES_MAX.body + 1)), { bytesMax: BODY_BYTES_MAX + 1 })).toBeDefined();
  });

  it.each(['"[[[["', '"\\"[[[["', '"\\\\"', '{"a[":"]{,,,"}', '"unfinished [[[['])(
    'brackets within texts count for nothing: %s',
    (text) => {
      expect(() => requireBounds(text, 3)).not.toThrow();
    },
  );
});

describe('a body that does not end', () => {
  it('is refused when its time is over, and not read on', async () => {
    let isCancelled = false;
    const dripping = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"name":')),
      cancel: () => {
        isCancelled = true;
      },
    });
    await expect(readJson(post(dripping), { timeoutMs: 50 })).rejects.toMatchObject({ code: 'RequestTimeout', status: 408 });
    expect(isCancelled).toBe(true);
  });

  it('is refused as soon as it is too long, or says that it will be', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024).fill(0x20));
      },
    });
    await expect(readJson(post(endless))).rejects.toMatchObject({ code: 'RequestTooLarge' });
    expect(sent).toBeLessThan(2 * BODY_BYTES_MAX);
    const said = new ReadableStream({ pull: () => Promise.reject(new Error('nobody should read this')) }, { highWaterMark: 0 });
    await expect(readJson(post(said, { 'content-length': String(BODY_BYTES_MAX + 1) }))).rejects.toMatchObject({ code: 'RequestTooLarge' });
  });
});

describe('a query', () => {
  const get = (query: string) => readQuery(new Request(`${URL_HERE}?${query}`));

  it('names a parameter twice as a list, and cannot reach into objects', () => {
    expect(get('a=1&a=2&b=3')).toEqual({ a: ['1', '2'], b: '3' });
    const odd = get('__proto__=x&constructor=y&__proto__[z]=1');
    expect(Object.getPrototypeOf(odd)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('z');
  });

  it('has so many parameters and characters', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
    expect(Object.keys(get(many(QUERY_PARAMETERS_MAX)))).toHaveLength(QUERY_PARAMETERS_MAX);
    expect(() => get(many(QUERY_PARAMETERS_MAX + 1))).toThrow(`at most ${QUERY_PARAMETERS_MAX} parameters`);
    expect(() => get(`a=${'x'.repeat(TARGET_LENGTH_MAX)}`)).toThrow(`at most ${TARGET_LENGTH_MAX} characters`);
  });
});
