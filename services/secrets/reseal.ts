import type { PrismaClient } from '#prisma/client.ts';
import { SecretBox, SecretNotReadable, type SecretPurpose } from '../secret-box.ts';

const BATCH = 200;

export interface Resealed {
  /** Sealed with the newest secret now. */
  resealed: number;
  /** No secret that is known opens these. */
  unreadable: { purpose: SecretPurpose; id: string }[];
}

interface SealedRow {
  id: string;
  /** What the text is bound to. */
  owner: string;
  sealed: string;
}

/** A place in the database where sealed text is kept. */
interface Place {
  purpose: SecretPurpose;
  /** Those after this id, in its order. */
  read(prisma: PrismaClient, after: string): Promise<SealedRow[]>;
  /** Nothing happens to a row that somebody has written meanwhile. */
  replace(prisma: PrismaClient, row: SealedRow, sealed: string): Promise<{ count: number }>;
}

const PLACES: readonly Place[] = [
  {
    purpose: 'access-key',
    read: async (prisma, after) => {
      const rows = await prisma.credential.findMany({
        where: { id: { gt: after }, secret: { not: null } },
        select: { id: true, secret: true },
        orderBy: { id: 'asc' },
        take: BATCH,
      });
      return rows.map(({ id, secret }) => ({ id, owner: id, sealed: secret ?? '' }));
    },
    replace: (prisma, { id, sealed: secret }, again) => prisma.credential.updateMany({ where: { id, secret }, data: { secret: again } }),
  },
  {
    purpose: 'second-factor',
    read: async (prisma, after) => {
      const rows = await prisma.twoFactor.findMany({
        where: { id: { gt: after } },
        select: { id: true, userId: true, secret: true },
        orderBy: { id: 'asc' },
        take: BATCH,
      });
      return rows.map(({ id, userId, secret }) => ({ id, owner: userId, sealed: secret }));
    },
    replace: (prisma, { id, sealed: secret }, again) => prisma.twoFactor.updateMany({ where: { id, secret }, data: { secret: again } }),
  },
];

/**
 * Seals again, with the first of the secrets, what an older one has sealed, so that the older one is not needed any more. May
 * be broken off and done by several at once.
 */
export async function reseal(prisma: PrismaClient, secrets: readonly [string, ...string[]]): Promise<Resealed> {
  const result: Resealed = { resealed: 0, unreadable: [] };
  for (const place of PLACES) {
    const box = new SecretBox(place.purpose, secrets);
    for await (const row of outdatedRows(prisma, place, box)) {
      const text = openOrNull(box, row);
      if (text === null) {
        result.unreadable.push({ purpose: place.purpose, id: row.id });
      } else {
        result.resealed += (await place.replace(prisma, row, box.seal(text, row.owner))).count;
      }
    }
  }
  return result;
}

/** How many rows a secret from before is still needed for. */
export async function countOutdated(prisma: PrismaClient, secret: string): Promise<number> {
  let count = 0;
  for (const place of PLACES) {
    for await (const _ of outdatedRows(prisma, place, new SecretBox(place.purpose, [secret]))) {
      count += 1;
    }
  }
  return count;
}

async function* outdatedRows(prisma: PrismaClient, place: Place, box: SecretBox): AsyncGenerator<SealedRow> {
  let after = '';
  for (;;) {
    const rows = await place.read(prisma, after);
    yield* rows.filter(({ sealed }) => box.isOutdated(sealed));
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) {
      return;
    }
    after = last.id;
  }
}

function openOrNull(box: SecretBox, { sealed, owner }: SealedRow): string | null {
  try {
    return box.open(sealed, owner);
  } catch (error) {
    if (error instanceof SecretNotReadable) {
      return null;
    }
    throw error;
  }
}
