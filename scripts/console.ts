import { migrate } from '#prisma/migrate.ts';
import { buildConsole } from './supervisor/build.ts';
import { parseEnvironment, WrongEnvironment } from './supervisor/environment.ts';
import { firstRun } from './supervisor/first-run-step.ts';
import { messageOf } from './supervisor/message-of.ts';

/**
 * What `npm run console` does before the console itself: migrations (under the lock that all migrating programs take,
 * so several consoles may start at once), build, and the first administrator's link. Never demo data.
 */
async function main(): Promise<void> {
  const { databaseUrl, partDatabaseUrls, consoleUrl } = parseEnvironment(process.env);
  if (databaseUrl === null) {
    throw new WrongEnvironment('DATABASE_URL is not set; one part alone needs it. npm start runs everything, with a Postgres of its own.');
  }
  if (partDatabaseUrls !== null) {
    throw new WrongEnvironment(
      'OPENSLB_CONSOLE_DATABASE_URL and OPENSLB_WORKER_DATABASE_URL are for npm start; one part alone gets its own as DATABASE_URL.',
    );
  }
  const context = { log: (line: string) => console.log(line), signal: new AbortController().signal };
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) {
    console.log(`Database migrated: ${applied.join(', ')}`);
  }
  await buildConsole(context);
  const { setupToken } = await firstRun(
    { DATABASE_URL: databaseUrl, OPENSLB_DEMO: '0', OPENSLB_ADMIN_PASSWORD: process.env.OPENSLB_ADMIN_PASSWORD },
    context,
  );
  if (setupToken !== null) {
    console.log(`Create the first administrator:  ${consoleUrl}/setup?token=${setupToken}`);
  }
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
