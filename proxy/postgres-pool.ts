import pg from 'pg';

const CONNECT_TIMEOUT_MS = 3000;
/** Longest time for one statement: a database that hangs must not hang the worker's loops. */
const STATEMENT_TIMEOUT_MS = 5000;
/** The server gives up first, so that this side's own limit is left for a connection that is dead. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1000;

/** One connection at most, rebuilt by the next use when it breaks. Nothing of it ends the process or waits for ever. */
export function createPostgresPool(databaseUrl: string, purpose: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: `openslb worker ${purpose}`,
    max: 1,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  pool.on('error', ignore);
  // While a connection is in use the pool does not listen for its errors, and an error nobody listens for would
  // end the process; the query that is under way reports it.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}
