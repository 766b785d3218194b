import type { PersonView, RoleHeldView, UserDetails, UserView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import { loadRolesOfUsers } from '../grant/roles.ts';
import type { Database } from '../read.ts';

const INCLUDE = {
  accounts: { select: { id: true }, take: 1 },
  teams: { select: { team: { select: { id: true, name: true } } }, orderBy: { team: { name: 'asc' } } },
  links: { where: { usedAt: null }, orderBy: { createdAt: 'desc' }, take: 1 },
} satisfies Prisma.UserInclude;

type UserRow = Prisma.UserGetPayload<{ include: typeof INCLUDE }>;

/** In the order of `ids`; whole for administrators. */
export async function loadUserViews(db: Database, ids: string[], { isWhole }: { isWhole: boolean }): Promise<UserView[]> {
  const rows = await db.user.findMany({ where: { id: { in: ids } }, include: INCLUDE });
  const roles = isWhole ? byKey(await loadRolesOfUsers(db, ids), 'userId') : new Map<string, never[]>();
  const views = new Map(
    rows.map((row) => [row.id, { ...toPersonView(row), details: isWhole ? detailsOf(row, roles.get(row.id) ?? []) : null }]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

export function toPersonView({ id, name, email }: PersonView): PersonView {
  return { id, name, email };
}

function detailsOf(row: UserRow, roles: (RoleHeldView & { userId: string })[]): UserDetails {
  const [link] = row.links;
  return {
    status: row.disabledAt ? 'disabled' : row.accounts.length > 0 ? 'active' : 'invited',
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    lastSignedInAt: row.lastSignedInAt?.toISOString() ?? null,
    passwordChangedAt: row.passwordChangedAt?.toISOString() ?? null,
    twoFactorEnabled: row.twoFactorEnabled,
    link: link && link.expiresAt > new Date() ? { kind: linkKindOf(link.kind), expiresAt: link.expiresAt.toISOString() } : null,
    roles: roles.map(({ userId: _, ...role }) => role),
    teams: row.teams.map(({ team }) => team),
  };
}

export function linkKindOf(stored: 'invitation' | 'password_reset') {
  return stored === 'invitation' ? 'invitation' : 'password-reset';
}
