import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_BYTES = 32;

/** As OPENSLB_SECRET and OPENSLB_SECRET_PREVIOUS have them. */
export interface ProductSecrets {
  current: string;
  /** With commas between several, the newest first; empty: none. */
  previous: string;
}

/** Made once per data directory, readable by its owner only. */
export function readOrCreateSecrets(dataDirectory: string): ProductSecrets {
  const { current, previous } = filesOf(dataDirectory);
  if (!existsSync(current)) {
    write(current, newSecret());
  }
  return { current: read(current), previous: existsSync(previous) ? read(previous) : '' };
}

/** A new secret; what was used until now goes on to be accepted. Both hold from the next start. */
export function rotateSecret(dataDirectory: string): void {
  const { current, previous } = readOrCreateSecrets(dataDirectory);
  const files = filesOf(dataDirectory);
  // In this order: interrupted in between, the current secret is accepted twice and none is lost.
  write(files.previous, [current, ...(previous === '' ? [] : [previous])].join(','));
  write(files.current, newSecret());
}

export function forgetPreviousSecrets(dataDirectory: string): void {
  rmSync(filesOf(dataDirectory).previous, { force: true });
}

function filesOf(dataDirectory: string) {
  return { current: join(dataDirectory, 'secret'), previous: join(dataDirectory, 'secret-previous') };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function read(file: string): string {
  return readFileSync(file, 'utf8').trim();
}

function write(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, file);
}
