import { describe, expect, it } from 'vitest';
import {
  clientsMayFailSeconds,
  effectiveTimeoutSeconds,
  failureWindowSeconds,
  HEALTH_CHECK_DEFAULTS,
  HealthCheckSettings,
  successWindowSeconds,
} from './health-check.ts';

const tcp = HEALTH_CHECK_DEFAULTS.tcp;
const udp = HEALTH_CHECK_DEFAULTS.udp;
const http = HEALTH_CHECK_DEFAULTS.http;

describe('windows of data-plane 6.6', () => {
  it('TCP defaults fail after 19 s and recover after 7 s when an answer takes 1 s', () => {
    expect(failureWindowSeconds(tcp)).toBe(19);
    expect(successWindowSeconds(tcp, 1)).toBe(7);
  });

  it('UDP defaults fail after 40 s, and silence recovers after 40 s', () => {
    expect(failureWindowSeconds(udp)).toBe(40);
    expect(successWindowSeconds(udp, udp.timeoutSeconds)).toBe(40);
  });

  it('clients may fail one interval longer than the window, since the server may die just after a probe', () => {
    expect(clientsMayFailSeconds(tcp)).toBe(21);
  });

  it('a Response Timeout below the interval counts as the interval', () => {
    const settings = { ...tcp, timeoutSeconds: 1, intervalSeconds: 4 };
    expect(effectiveTimeoutSeconds(settings)).toBe(4);
    expect(failureWindowSeconds(settings)).toBe(4 * 3 + 4 * 2);
  });
});

describe('HealthCheckSettings', () => {
  it.each([
    ['timeoutSeconds', 0],
    ['timeoutSeconds', 301],
    ['timeoutSeconds', 1.5],
    ['intervalSeconds', 0],
    ['intervalSeconds', 51],
    ['healthyThreshold', 1],
    ['healthyThreshold', 11],
    ['unhealthyThreshold', 1],
    ['unhealthyThreshold', 11],
    ['port', 0],
    ['port', 65536],
  ])('refuses %s = %s and names the field', (field, value) => {
    const result = HealthCheckSettings.safeParse({ ...tcp, [field]: value });
    expect(result.error?.issues[0]?.path).toEqual([field]);
  });

  it.each([
    ['timeoutSeconds', 1],
    ['timeoutSeconds', 300],
    ['intervalSeconds', 1],
    ['intervalSeconds', 50],
    ['healthyThreshold', 2],
    ['unhealthyThreshold', 10],
    ['port', 65535],
    ['port', null],
  ])('accepts %s = %s', (field, value) => {
    expect(HealthCheckSettings.safeParse({ ...tcp, [field]: value }).success).toBe(true);
  });

  it('wants both UDP strings or none, and names the one that is missing', () => {
    expect(HealthCheckSettings.safeParse({ ...udp, request: 'ping' }).error?.issues[0]?.path).toEqual(['expected']);
    expect(HealthCheckSettings.safeParse({ ...udp, expected: 'pong' }).error?.issues[0]?.path).toEqual(['request']);
    expect(HealthCheckSettings.safeParse({ ...udp, request: 'ping', expected: 'pong' }).success).toBe(true);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(65)])('refuses the UDP string %j', (text) => {
    expect(HealthCheckSettings.safeParse({ ...udp, request: text, expected: 'ok' }).success).toBe(false);
  });

  it('refuses strings on a TCP check', () => {
    expect(HealthCheckSettings.safeParse({ ...tcp, request: 'a', expected: 'b' }).success).toBe(false);
  });
});

describe('HealthCheckSettings of an HTTP check', () => {
  const timing = { timeoutSeconds: 5, intervalSeconds: 2, healthyThreshold: 3, unhealthyThreshold: 3 };

  it('asks the default page with GET and wants 2xx when nothing else is chosen', () => {
    expect(HealthCheckSettings.parse({ type: 'http', ...timing })).toEqual({ ...http, statusClasses: ['http_2xx'] });
  });

  it('a lone "/" is the default page', () => {
    expect(HealthCheckSettings.parse({ ...http, path: '/' }).path).toBeNull();
  });

  it('status classes are a set: the same choice is always the same settings', () => {
    const statusClasses = ['http_4xx', 'http_2xx', 'http_4xx'];
    expect(HealthCheckSettings.parse({ ...http, statusClasses }).statusClasses).toEqual(['http_2xx', 'http_4xx']);
  });

  it.each([
    ['path', '/up'],
    ['path', '/a-b/c.d%20?e#f&1'],
    ['path', `/${'x'.repeat(79)}`],
    ['domain', 'www.Example-1.org'],
    ['domain', 'x'.repeat(80)],
    ['method', 'HEAD'],
    ['method', 'GET'],
  ])('accepts %s = %s', (field, value) => {
    expect(HealthCheckSettings.parse({ ...http, [field]: value })).toMatchObject({ [field]: value });
  });

  it.each([
    ['path', ''],
    ['path', 'up'],
    ['path', '/a b'],
    ['path', '/a\r\nHost: x'],
    ['path', '/a\n'],
    ['path', '/ä'],
    ['path', `/${'x'.repeat(80)}`],
    ['domain', ''],
    ['domain', 'a_b'],
    ['domain', 'a\r\nb'],
    ['domain', 'x'.repeat(81)],
    ['method', 'POST'],
    ['statusClasses', []],
  ])('refuses %s = %j and names the field', (field, value) => {
    expect(HealthCheckSettings.safeParse({ ...http, [field]: value }).error?.issues).toMatchObject([{ path: [field] }]);
  });

  it('refuses a status class that does not exist, and strings, which are for UDP', () => {
    expect(HealthCheckSettings.safeParse({ ...http, statusClasses: ['http_1xx'] }).error?.issues[0]?.path).toEqual(['statusClasses', 0]);
    expect(HealthCheckSettings.safeParse({ ...http, request: 'a', expected: 'b' }).error?.issues[0]?.path).toEqual(['request']);
  });

  it.each([
    ['method', 'GET'],
    ['path', '/up'],
    ['path', '/'],
    ['domain', 'example.org'],
    ['statusClasses', ['http_2xx']],
  ])('only an HTTP check has a %s', (field, value) => {
    for (const settings of [tcp, udp]) {
      expect(HealthCheckSettings.safeParse({ ...settings, [field]: value }).error?.issues).toMatchObject([{ path: [field] }]);
    }
  });

  it('settings from before there were HTTP checks are still settings', () => {
    expect(HealthCheckSettings.parse({ type: 'tcp', ...timing })).toEqual(tcp);
  });
});
