import { describe, expect, it } from 'vitest';
import { cheapestHalf, failoverBudget, probesPerSecond } from './failover-budget.ts';
import { clientsMayFailSeconds, HEALTH_CHECK_DEFAULTS } from './health-check.ts';

const { tcp, udp } = HEALTH_CHECK_DEFAULTS;
const timing = (timeoutSeconds: number, intervalSeconds: number, unhealthyThreshold: number) => ({
  timeoutSeconds,
  intervalSeconds,
  unhealthyThreshold,
});

describe('how long clients may fail', () => {
  it('is the window and an interval when the server hangs, and probes without their answers when it refuses', () => {
    expect(failoverBudget(tcp, { retryOnStandby: false })).toEqual({ hangSeconds: 21, refusedSeconds: 6 });
    expect(failoverBudget(udp, { retryOnStandby: false })).toEqual({ hangSeconds: 45, refusedSeconds: 15 });
  });

  it('is nothing for refused connections that are retried on the standby', () => {
    expect(failoverBudget(tcp, { retryOnStandby: true })).toEqual({ hangSeconds: 21, refusedSeconds: 0 });
  });
});

describe('the cheapest setting that halves it', () => {
  it.each([
    ['TCP defaults: fewer failures and a shorter timeout cost no probe', tcp, timing(3, 2, 2)],
    ['UDP defaults: silence is an answer that takes the whole timeout', udp, timing(10, 1, 2)],
    ['UDP with strings is answered at once', { ...udp, request: 'ping', expected: 'pong' }, timing(6, 5, 2)],
    ['a long timeout alone is shortened', { ...tcp, ...timing(300, 5, 2) }, timing(147, 5, 2)],
    ['a high threshold alone is lowered', { ...tcp, ...timing(2, 2, 10) }, timing(2, 2, 5)],
    ['a timeout below the interval counts as the interval', { ...tcp, ...timing(1, 10, 4) }, timing(1, 10, 2)],
    ['where nothing else is left, probes come more often', { ...tcp, ...timing(1, 4, 2) }, timing(1, 2, 2)],
    ['the shortest of all cannot be halved', { ...tcp, ...timing(1, 1, 2) }, null],
    ['nor can what is near it', { ...tcp, ...timing(2, 1, 2) }, null],
  ])('%s', (_, check, expected) => {
    expect(cheapestHalf(check)).toEqual(expected);
  });

  it('always halves it, and no other setting that does has fewer probes', () => {
    for (const timeoutSeconds of [1, 3, 7, 20]) {
      for (const intervalSeconds of [1, 2, 9]) {
        for (const unhealthyThreshold of [2, 3, 10]) {
          for (const kind of [tcp, udp]) {
            const check = { ...kind, ...timing(timeoutSeconds, intervalSeconds, unhealthyThreshold) };
            const best = cheapestHalf(check);
            const fewest = allHalves(check).reduce((least, half) => Math.min(least, probesPerSecond({ ...check, ...half })), Infinity);
            expect(best === null ? Infinity : probesPerSecond({ ...check, ...best })).toBe(fewest);
            expect(best === null || clientsMayFailSeconds({ ...check, ...best }) * 2 <= clientsMayFailSeconds(check)).toBe(true);
          }
        }
      }
    }
  });
});

function allHalves(check: typeof tcp) {
  const found = [];
  for (let timeout = 1; timeout <= check.timeoutSeconds; timeout += 1) {
    for (let interval = 1; interval <= check.intervalSeconds; interval += 1) {
      for (let threshold = 2; threshold <= check.unhealthyThreshold; threshold += 1) {
        const half = timing(timeout, interval, threshold);
        if (clientsMayFailSeconds({ ...check, ...half }) * 2 <= clientsMayFailSeconds(check)) {
          found.push(half);
        }
      }
    }
  }
  return found;
}
