import { afterEach, expect, it, vi } from 'vitest';
import { warnOfPlainHttp } from './plain-http.ts';

afterEach(() => vi.restoreAllMocks());

const https = new URL('https://lb.example.test');
const http = new URL('http://lb.example.test');

it.each([
  ['127.0.0.1', null, false],
  ['::1', null, false],
  ['localhost', null, false],
  ['', null, false],
  ['0.0.0.0', https, false],
  ['0.0.0.0', null, true],
  ['::', http, true],
  ['192.0.2.7', null, true],
  ['127.evil.test', null, true],
])('a console on "%s", reached at %s: the administrator is warned: %s', (host, publicUrl, isWarned) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  warnOfPlainHttp(publicUrl, host);
  expect(write.mock.calls.map(([line]) => JSON.parse(String(line)).event)).toEqual(isWarned ? ['console:plain-http'] : []);
});
