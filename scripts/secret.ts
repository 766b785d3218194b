import { resolve } from 'node:path';
import { createPrismaClient } from '#prisma/client.ts';
import { countOutdated } from '#services/secrets/reseal.ts';
import { embeddedDatabaseUrl } from './region/embedded-database-url.ts';
import { messageOf } from './supervisor/message-of.ts';
import { forgetPreviousSecrets, readOrCreateSecrets, rotateSecret } from './supervisor/secret.ts';

const USAGE = `Usage:
  npm run secret -- rotate   a new secret in the data directory; the one before stays accepted
  npm run secret -- forget   the ones before are accepted no more
Both hold from the next start. For OPENSLB_SECRET in the environment: docs/operations.md.`;

async function main(action: string | undefined): Promise<void> {
  const dataDirectory = resolve(process.env.OPENSLB_DATA_DIR || '.data');
  if (process.env.OPENSLB_SECRET) {
    throw new Error(
      'OPENSLB_SECRET is set, so the secret is not in the data directory: put the one of now into OPENSLB_SECRET_PREVIOUS and a new one into OPENSLB_SECRET.',
    );
  }
  if (action === 'rotate') {
    rotateSecret(dataDirectory);
    console.log('There is a new secret from the next start on. Forget the one before when no session of before is needed any more.');
  } else if (action === 'forget') {
    await requireUnneeded(dataDirectory);
    forgetPreviousSecrets(dataDirectory);
    console.log('From the next start on the secrets before are not accepted; who has signed in with one of them signs in again.');
  } else {
    throw new Error(USAGE);
  }
}

/** Whatever is still sealed with an older secret would be lost. */
async function requireUnneeded(dataDirectory: string): Promise<void> {
  const prisma = createPrismaClient(process.env.DATABASE_URL || embeddedDatabaseUrl(dataDirectory));
  try {
    const count = await countOutdated(prisma, readOrCreateSecrets(dataDirectory).current);
    if (count > 0) {
      throw new Error(`${count} access keys and second factors still need a secret before: start the product once, which seals them anew.`);
    }
  } finally {
    await prisma.$disconnect();
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
