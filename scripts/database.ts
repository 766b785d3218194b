import { parseArgs } from 'node:util';
import { grantRights, rightsStatements } from '#prisma/grant-rights.ts';
import { migrate } from '#prisma/migrate.ts';
import { messageOf } from './supervisor/message-of.ts';

const USAGE = `Usage, with the DATABASE_URL of the owner of the tables:
  npm run database -- migrate                                     brings the tables to this version
  npm run database -- grant [--console <role>] [--worker <role>]  the same, and gives both roles their rights
  npm run database -- statements [--console <role>] [--worker <role>] [--database <name>] [--schema <name>]
                                                                  prints what grant runs, and runs nothing
Roles are openslb_console and openslb_worker unless named.`;

const OPTIONS = {
  console: { type: 'string', default: 'openslb_console' },
  worker: { type: 'string', default: 'openslb_worker' },
  database: { type: 'string', default: 'openslb' },
  schema: { type: 'string', default: 'public' },
} as const;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [action, ...rest] = positionals;
  if (!['migrate', 'grant', 'statements'].includes(action ?? '') || rest.length > 0) {
    throw new Error(USAGE);
  }
  const roles = { console: values.console, worker: values.worker };
  if (action === 'statements') {
    console.log(rightsStatements(roles, { schema: values.schema, database: values.database }).join('\n'));
    return;
  }
  const { DATABASE_URL: ownerUrl } = process.env;
  if (!ownerUrl) {
    throw new Error('DATABASE_URL is not set; it must be that of the owner of the tables. npm start does all this for its own database.');
  }
  const applied = await migrate(ownerUrl);
  console.log(applied.length > 0 ? `Database migrated: ${applied.join(', ')}` : 'The tables are those of this version');
  if (action === 'grant') {
    const excess = await grantRights(ownerUrl, roles);
    console.log(`"${roles.console}" has the rights of the console, "${roles.worker}" those of a worker`);
    for (const line of excess) {
      console.error(line);
    }
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
