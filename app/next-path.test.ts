import { describe, expect, it } from 'vitest';
import { nextPath } from './next-path.ts';

describe('where a sign-in leads', () => {
  it.each([
    ['/cn-hangzhou/instances?search=web', '/cn-hangzhou/instances?search=web'],
    ['/', '/'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
    ['instances', '/'],
    ['https://elsewhere.example/', '/'],
    ['//elsewhere.example/', '/'],
    ['/\\elsewhere.example/', '/'],
    ['/\t/elsewhere.example', '/'],
  ])('%j leads to %s', (next, expected) => {
    expect(nextPath(next)).toBe(expected);
  });
});
