import { highest, isAtLeast, lowest, type RegionRole, type Role } from '#domain/role.ts';
import type { Actor } from '../context.ts';
import type { Database } from '../read.ts';

/** What an actor may do. */
export class Access {
  /** Of the product itself, and of whoever has its command line. */
  static readonly WHOLE = new Access([{ regionId: null, role: 'administrator' }]);

  readonly #held: readonly RegionRole[];
  /** The most that the credential may which is used; null: a session, which may all that its user may. */
  readonly #scopes: readonly RegionRole[] | null;

  constructor(held: readonly RegionRole[], scopes: readonly RegionRole[] | null = null) {
    this.#held = held;
    this.#scopes = scopes;
  }

  /** Null: the region does not exist, as far as the actor is concerned. */
  roleIn(regionId: string): Role | null {
    const held = roleAt(this.#held, regionId);
    return this.#scopes ? lowest(held, roleAt(this.#scopes, regionId)) : held;
  }

  /** The role in all regions, also those to come. */
  get roleEverywhere(): Role | null {
    const held = roleAt(this.#held, null);
    return this.#scopes ? lowest(held, roleAt(this.#scopes, null)) : held;
  }

  /** The highest role in any region. */
  get roleSomewhere(): Role | null {
    const regionIds = [...this.#held, ...(this.#scopes ?? [])].flatMap(({ regionId }) => regionId ?? []);
    const roles = [this.roleEverywhere, ...regionIds.map((id) => this.roleIn(id))];
    return highest(roles.filter((role) => role !== null));
  }

  get isAdministrator(): boolean {
    return isAtLeast(this.roleEverywhere, 'administrator');
  }

  /** Of the given ones, those in which the actor has at least this role. */
  among<T extends { id: string }>(regions: readonly T[], needed: Role = 'viewer'): T[] {
    return regions.filter(({ id }) => isAtLeast(this.roleIn(id), needed));
  }
}

function roleAt(roles: readonly RegionRole[], regionId: string | null): Role | null {
  return highest(roles.filter((one) => one.regionId === null || one.regionId === regionId).map(({ role }) => role));
}

/** As the database says at this moment, so that a grant that is taken away is gone for open sessions and credentials too. */
export async function loadAccess(db: Database, actor: Actor): Promise<Access> {
  if (actor.type !== 'user') {
    return Access.WHOLE;
  }
  const rows = await db.$queryRaw<(RegionRole & { isScope: boolean })[]>`
    SELECT false AS "isScope", region_id AS "regionId", role::text AS role FROM openslb_roles(${actor.id})
    UNION ALL
    SELECT true, s.region_id, s.role::text FROM credential_scope s JOIN credential c ON c.id = s.credential_id
    WHERE c.id = ${actor.credential?.id ?? null} AND c.user_id = ${actor.id}`;
  const of = (isScope: boolean) => rows.filter((row) => row.isScope === isScope);
  return new Access(of(false), actor.credential ? of(true) : null);
}
