import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';

const ITERATIONS = 4096;
const HASH = 'sha256';
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** A role that may sign in and nothing else: it owns nothing, creates nothing, and inherits from nobody. */
export async function ensureLoginRole(superuserUrl: string, name: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    await client.query(
      `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${client.escapeIdentifier(name)}
       LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT
       PASSWORD ${client.escapeLiteral(scramVerifier(password))}`,
    );
  } finally {
    await client.end();
  }
}

/**
 * What Postgres stores of a password (RFC 5803). Made here, so that the password itself stands in no statement, and so in no
 * log of the server.
 */
export function scramVerifier(password: string, salt = randomBytes(SALT_BYTES)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, HASH);
  const key = (what: string) => createHmac(HASH, salted).update(what).digest();
  const storedKey = createHash(HASH).update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${key('Server Key').toString('base64')}`;
}
