import type { Role } from '#domain/role.ts';
import type { Role as StoredRole } from '#prisma/client.ts';

/** As Prisma spells it; Postgres itself has our words. */
export function storedRole(role: Role): StoredRole {
  return role === 'region-admin' ? 'region_admin' : role;
}

export function roleOf(stored: StoredRole): Role {
  return stored === 'region_admin' ? 'region-admin' : stored;
}
