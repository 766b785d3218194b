import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetPreviousSecrets, readOrCreateSecrets, rotateSecret } from './secret.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'openslb-secret-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('a data directory has one secret, made once', () => {
  const secrets = readOrCreateSecrets(directory);
  expect(secrets).toEqual({ current: expect.stringMatching(/^[\w-]{43}$/), previous: '' });
  expect(readOrCreateSecrets(directory)).toEqual(secrets);
});

test('a rotated secret is kept behind the new one until it is forgotten', () => {
  const { current: first } = readOrCreateSecrets(directory);
  rotateSecret(directory);
  const { current: second, previous } = readOrCreateSecrets(directory);
  expect(previous).toBe(first);
  rotateSecret(directory);
  const secrets = readOrCreateSecrets(directory);
  expect(secrets.previous).toBe(`${second},${first}`);
  expect(new Set([first, second, secrets.current]).size).toBe(3);
  forgetPreviousSecrets(directory);
  expect(readOrCreateSecrets(directory)).toEqual({ current: secrets.current, previous: '' });
});

test('its files are for their owner alone', () => {
  readOrCreateSecrets(directory);
  rotateSecret(directory);
  expect(readdirSync(directory).sort()).toEqual(['secret', 'secret-previous']);
  for (const file of readdirSync(directory)) {
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  }
});
