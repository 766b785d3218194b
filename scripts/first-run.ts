import { createPrismaClient } from '#prisma/client.ts';
import { seedDemo } from '#prisma/seed.ts';
import { createFirstAdministrator } from '#services/setup/create-first-administrator.ts';
import { issueSetupToken } from '#services/setup/issue-token.ts';
import { messageOf } from './supervisor/message-of.ts';

/**
 * What a start does to a migrated database: demo regions when it is empty, and the first administrator or a one-time
 * link to create one. The answer is JSON on standard output; the token itself is stored nowhere.
 */
const { DATABASE_URL = '', OPENSLB_DEMO, OPENSLB_ADMIN_EMAIL, OPENSLB_ADMIN_PASSWORD } = process.env;
const prisma = createPrismaClient(DATABASE_URL);
try {
  if (OPENSLB_DEMO === '1' && (await seedDemo(prisma))) {
    console.error('Demo regions and servers created');
  }
  if (OPENSLB_ADMIN_EMAIL && OPENSLB_ADMIN_PASSWORD && (await prisma.user.count()) === 0) {
    await createFirstAdministrator(prisma, { name: 'Administrator', email: OPENSLB_ADMIN_EMAIL, password: OPENSLB_ADMIN_PASSWORD });
    console.error(`First administrator created: ${OPENSLB_ADMIN_EMAIL}`);
  }
  const setupToken = await issueSetupToken(prisma);
  if (setupToken === null && (await prisma.user.count()) === 0) {
    console.error(
      'All users are gone, and the setup link was for the first start: set OPENSLB_ADMIN_EMAIL and OPENSLB_ADMIN_PASSWORD for a new administrator',
    );
  }
  console.log(JSON.stringify({ setupToken }));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
} finally {
  await prisma.$disconnect();
}
