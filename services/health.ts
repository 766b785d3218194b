import { DomainError } from '#domain/domain-error.ts';
import type { PrismaClient } from '#prisma/client.ts';

const ANSWER_MAX_MS = 3000;

/** Resolves when the database answers; throws ServiceUnavailable when it does not, or not in time. */
export async function checkDatabase(prisma: PrismaClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${ANSWER_MAX_MS} ms.`)), ANSWER_MAX_MS);
  });
  try {
    await Promise.race([prisma.$queryRaw`SELECT 1`, tooLate]);
  } catch (cause) {
    // Whatever it is that keeps it from answering this, it cannot answer anything else.
    throw new DomainError('ServiceUnavailable', 'The database does not answer.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
