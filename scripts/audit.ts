import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Head, type Verification, verifyAudit } from './audit/verify.ts';
import { embeddedDatabaseUrl } from './region/embedded-database-url.ts';
import { messageOf } from './supervisor/message-of.ts';

const USAGE = `Usage:
  npm run audit -- verify [--expect <position>:<hash>]
Computes the chain of the operation log anew and says whether every entry is as it was written.
--expect compares it with an end that was noted earlier, which also tells whether later entries were cut off.
Works on DATABASE_URL, or on the embedded database while npm start runs. Ends with 1 if anything does not fit.`;

class WrongUsage extends Error {}

function parse(args: string[]): Head | undefined {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { expect: { type: 'string' } } });
  if (positionals.length !== 1 || positionals[0] !== 'verify') {
    throw new WrongUsage(USAGE);
  }
  const match = values.expect === undefined ? null : /^(\d{1,18}):([0-9a-f]{64})$/i.exec(values.expect);
  if (values.expect !== undefined && !match) {
    throw new WrongUsage(`--expect: "${values.expect}" is not allowed; it must be <position>:<hash of 64 digits>.`);
  }
  return match?.[1] && match[2] ? { position: BigInt(match[1]), hash: match[2].toLowerCase() } : undefined;
}

function print({ entries, from, to, anchor, head, problem }: Verification): void {
  console.log(`entries  ${entries}${anchor.position > 0n ? ` (${anchor.position} before them were pruned)` : ''}`);
  if (from !== null && to !== null) {
    console.log(`from     ${from}\nto       ${to}`);
  }
  if (problem === null) {
    console.log(
      `head     ${head.position}:${head.hash}\nThe operation log is whole. Note the head where nobody of this database can change it.`,
    );
  } else {
    console.log(`fits to  ${head.position}:${head.hash}`);
    console.error(problem);
  }
}

async function main(args: string[]): Promise<number> {
  const expected = parse(args);
  const client = new pg.Client({
    connectionString: process.env.DATABASE_URL || embeddedDatabaseUrl(process.env.OPENSLB_DATA_DIR || '.data'),
    application_name: 'openslb audit',
  });
  await client.connect();
  try {
    const onProgress = process.stderr.isTTY
      ? (done: number, total: number) => void process.stderr.write(`\r${done} of ${total}${done === total ? '\n' : ''}`)
      : undefined;
    const verification = await verifyAudit(client, { expected, onProgress });
    print(verification);
    return verification.problem === null ? 0 : 1;
  } finally {
    await client.end();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
