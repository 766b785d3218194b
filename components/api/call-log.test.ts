import { expect, test } from 'vitest';
import { forgetCalls, recordCall, recordedCalls } from './call-log.ts';

const answer = { at: 0, status: 200, durationMs: 1 };

test('the last hundred calls are kept, and reads do not push changes out', () => {
  forgetCalls();
  recordCall({ method: 'POST', path: '/api/v1/servers' }, answer);
  for (let count = 0; count < 300; count += 1) {
    recordCall({ method: 'GET', path: `/api/v1/regions?n=${count}` }, answer);
  }
  expect(recordedCalls()).toHaveLength(100);
  expect(recordedCalls()[0]?.path).toBe('/api/v1/regions?n=299');
  expect(recordedCalls().filter(({ method }) => method === 'POST')).toHaveLength(1);
  for (let count = 0; count < 300; count += 1) {
    recordCall({ method: 'PUT', path: `/api/v1/servers/${count}` }, answer);
  }
  expect(recordedCalls()).toHaveLength(100);
  expect(recordedCalls()[0]?.path).toBe('/api/v1/servers/299');
  forgetCalls();
  expect(recordedCalls()).toEqual([]);
});
