import { z } from 'zod';

/** From the least to the most; each may what the one before may, and more (docs/decisions/0022). */
export const ROLES = ['viewer', 'operator', 'region-admin', 'administrator'] as const;

export const Role = z.enum(ROLES, { error: `A role is ${ROLES.slice(0, -1).join(', ')} or ${ROLES.at(-1)}.` });
export type Role = z.infer<typeof Role>;

/** A role in a region; null: in all of them, also those to come. */
export interface RegionRole {
  regionId: string | null;
  role: Role;
}

export function isAtLeast(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function highest(roles: readonly Role[]): Role | null {
  return roles.reduce<Role | null>((best, role) => (isAtLeast(best, role) ? best : role), null);
}

export function lowest(a: Role | null, b: Role | null): Role | null {
  return a === null || b === null ? null : isAtLeast(a, b) ? b : a;
}
