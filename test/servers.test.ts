import { expect, test } from 'vitest';
import { freePort } from './servers.ts';

/** Of about 28,000 ports, so many at random hold a repeated one with a probability of nearly one. */
const PORTS = 2000;

test('no port is given out twice, though nothing has bound it', async () => {
  const ports = new Set<number>();
  for (let given = 0; given < PORTS; given += 1) {
    ports.add(await freePort());
  }
  expect(ports.size).toBe(PORTS);
});
