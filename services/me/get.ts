import { DomainError } from '#domain/domain-error.ts';
import type { MeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';

/** Who asks, and what they may do where: less than the user may, when a credential asks. */
export async function getMe(context: Context): Promise<MeView> {
  return read(context, { in: place.anywhere, needs: null }, async (db, access) => {
    const user = await db.user.findUnique({ where: { id: context.actor.id ?? '' }, select: { id: true, name: true, email: true } });
    if (!user) {
      throw new DomainError('Unauthenticated', 'Sign in first.');
    }
    const regions = access.among(await db.region.findMany({ select: { id: true }, orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] }));
    return {
      ...user,
      credential: context.actor.credential ?? null,
      roleEverywhere: access.roleEverywhere,
      roles: regions.flatMap(({ id }) => {
        const role = access.roleIn(id);
        return role ? [{ regionId: id, role }] : [];
      }),
    };
  });
}
