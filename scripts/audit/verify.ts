import { createHash } from 'node:crypto';
import type pg from 'pg';

/** The end of the chain at some time; who keeps it elsewhere can tell later whether anything before it was changed or cut off. */
export interface Head {
  position: bigint;
  /** SHA-256, hexadecimal. */
  hash: string;
}

export interface Verification {
  entries: number;
  /** ISO 8601; null: there are no entries. */
  from: string | null;
  to: string | null;
  /** Where the chain begins: what came before was pruned. */
  anchor: Head;
  /** Where it ends, as far as it fits. */
  head: Head;
  /** What is wrong first; null: nothing. */
  problem: string | null;
}

export interface VerifyOptions {
  expected?: Head;
  onProgress?: (done: number, total: number) => void;
}

interface SealRow {
  position: string;
  hash: string;
  entryId: string;
  at: string | null;
  text: string | null;
}

const BATCH = 2000;

/**
 * The text that a seal is made over, as in openslb_audit_text of the database. It stands here again, of nothing but what
 * Postgres brings along: whoever can change entries can change the function as well.
 */
const TEXT_SQL = `pg_catalog.jsonb_build_array(
  1, s.position, e.id, pg_catalog.to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_type, e.actor_id, e.actor_name,
  e.credential_id, e.credential_name, e.region_id, e.resource_type, e.resource_id, e.action, e.before::text, e.after::text,
  e.request_id, e.client_address, e.revision)::text`;

/** Computes the whole chain anew, in one snapshot of the database, and finds the first entry that does not fit. */
export async function verifyAudit(client: pg.Client, { expected, onProgress }: VerifyOptions = {}): Promise<Verification> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const anchor = await readAnchor(client);
    const { rows } = await client.query<{ total: string }>('SELECT count(*) AS total FROM audit_seal');
    const total = Number(rows[0]?.total);
    const expectation = new Expectation(expected, anchor);
    const walk: Verification = { entries: 0, from: null, to: null, anchor, head: anchor, problem: null };
    for (;;) {
      const batch = await readBatch(client, walk.head.position);
      for (const row of batch) {
        walk.problem = problemOf(row, walk.head);
        if (walk.problem) {
          return walk;
        }
        take(walk, row);
        expectation.see(walk.head);
      }
      onProgress?.(walk.entries, total);
      if (batch.length < BATCH) {
        walk.problem = (await findUnsealed(client)) ?? expectation.problem(walk.head);
        return walk;
      }
    }
  } finally {
    await client.query('ROLLBACK');
  }
}

async function readAnchor(client: pg.Client): Promise<Head> {
  const { rows } = await client.query<{ position: string; hash: string }>(
    `SELECT pruned_position::text AS position, encode(pruned_hash, 'hex') AS hash FROM audit_chain WHERE id = 1`,
  );
  const [row] = rows;
  if (!row) {
    throw new Error('The row of audit_chain is gone: nobody can tell where the log begins.');
  }
  return { position: BigInt(row.position), hash: row.hash };
}

async function readBatch(client: pg.Client, after: bigint): Promise<SealRow[]> {
  const { rows } = await client.query<SealRow>(
    `SELECT s.position::text AS position, encode(s.hash, 'hex') AS hash, s.entry_id::text AS "entryId",
       to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, CASE WHEN e.id IS NOT NULL THEN ${TEXT_SQL} END AS text
     FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id
     WHERE s.position > $1 ORDER BY s.position LIMIT ${BATCH}`,
    [after.toString()],
  );
  return rows;
}

function problemOf(row: SealRow, previous: Head): string | null {
  const position = BigInt(row.position);
  if (position !== previous.position + 1n) {
    return `Entry ${previous.position + 1n} is missing: after ${previous.position} comes ${position}.`;
  }
  if (row.text === null) {
    return `Entry ${position} (${row.entryId}) is missing: only its seal is there.`;
  }
  const hash = createHash('sha256').update(Buffer.from(previous.hash, 'hex')).update(row.text, 'utf8').digest('hex');
  return hash === row.hash
    ? null
    : `Entry ${position} (${row.entryId}, ${row.at}) does not fit its seal: it, or one before it, was changed.`;
}

function take(walk: Verification, { position, hash, at }: SealRow): void {
  walk.entries += 1;
  walk.head = { position: BigInt(position), hash };
  if (at !== null) {
    walk.from = walk.from === null || at < walk.from ? at : walk.from;
    walk.to = walk.to === null || at > walk.to ? at : walk.to;
  }
}

/** Written past the trigger that seals. */
async function findUnsealed(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT e.id::text AS id FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id) ORDER BY e.at, e.id LIMIT 1',
  );
  return rows[0] ? `The entry ${rows[0].id} has no seal: it was slipped in.` : null;
}

/** Compares the chain with a head that was noted before. */
class Expectation {
  readonly #expected: Head | undefined;
  #found: string | undefined;

  constructor(expected: Head | undefined, anchor: Head) {
    this.#expected = expected;
    this.see(anchor);
  }

  see({ position, hash }: Head): void {
    if (position === this.#expected?.position) {
      this.#found = hash;
    }
  }

  problem(head: Head): string | null {
    if (!this.#expected || this.#found === this.#expected.hash) {
      return null;
    }
    const { position } = this.#expected;
    if (this.#found !== undefined) {
      return `Entry ${position} has another hash than expected: the log was written anew.`;
    }
    return position > head.position
      ? `The log ends at ${head.position}, before the expected ${position}: its end was cut off.`
      : `Entry ${position} was pruned, so it cannot be compared: note a newer one.`;
  }
}
