import pg from 'pg';
import { ADVISORY_LOCK } from './migrate.ts';
import { FUNCTIONS, PARTS, type Part, TABLES } from './rights.ts';

/** Which role of the database each part signs in with. */
export type PartRoles = Record<Part, string>;

/** The message is one line for the administrator. */
export class RightsRefused extends Error {
  override name = 'RightsRefused';
}

/**
 * Gives the roles of console and worker their rights in a migrated database, and takes from them what is not listed (any
 * more): all or nothing, also while both parts run. Done by the owner of the tables after each migration, since new tables
 * belong to nobody else. Returns what the administrator should know: one line for each role that may more than it needs.
 */
export async function grantRights(ownerUrl: string, roles: PartRoles): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'openslb grant' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await requireRoles(client, roles);
    const { rows } = await client.query<{ schema: string; database: string }>(
      'SELECT current_schema() AS schema, current_database() AS database',
    );
    const [place] = rows;
    if (place === undefined) {
      throw new RightsRefused('The database did not say which schema it uses.');
    }
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    await client.query(rightsStatements(roles, place).join('\n'));
    await client.query('COMMIT');
    return await describeExcess(client, roles);
  } finally {
    await client.end();
  }
}

/** The same, to be read, or run by who administers the database. */
export function rightsStatements(roles: PartRoles, place: { schema: string; database: string }): string[] {
  const schema = pg.escapeIdentifier(place.schema);
  const named = (name: string) => `${schema}.${pg.escapeIdentifier(name)}`;
  const role = (part: Part) => pg.escapeIdentifier(roles[part]);
  const both = PARTS.map(role).join(', ');
  return [
    `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(place.database)} TO ${both};`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${both};`,
    ...Object.entries(TABLES).flatMap(([table, rights]) => [
      `REVOKE ALL ON TABLE ${named(table)} FROM PUBLIC, ${both};`,
      ...PARTS.filter((part) => rights[part] !== '').map((part) => `GRANT ${rights[part]} ON TABLE ${named(table)} TO ${role(part)};`),
    ]),
    ...Object.entries(FUNCTIONS).flatMap(([name, parts]) => [
      `REVOKE ALL ON FUNCTION ${named(name)} FROM PUBLIC, ${both};`,
      ...parts.map((part) => `GRANT EXECUTE ON FUNCTION ${named(name)} TO ${role(part)};`),
    ]),
  ];
}

async function requireRoles(client: pg.Client, roles: PartRoles): Promise<void> {
  const { rows } = await client.query<{ name: string; is_there: boolean; is_owner: boolean }>(
    `SELECT name, EXISTS (SELECT FROM pg_roles WHERE rolname = name) AS is_there, name = current_user AS is_owner
     FROM unnest($1::text[]) AS name`,
    [PARTS.map((part) => roles[part])],
  );
  const missing = rows.find(({ is_there: isThere }) => !isThere)?.name;
  if (missing !== undefined) {
    throw new RightsRefused(
      `The database has no role "${missing}". Create it as an administrator of the database: CREATE ROLE ${pg.escapeIdentifier(missing)} LOGIN PASSWORD '…';`,
    );
  }
  const owner = rows.find(({ is_owner: isOwner }) => isOwner)?.name;
  if (owner !== undefined || roles.console === roles.worker) {
    throw new RightsRefused(
      `Console, worker and the owner of the tables need a role each; "${owner ?? roles.console}" is named for two of them.`,
    );
  }
}

/** Rights by attributes and memberships, which GRANT and REVOKE on tables do not touch. */
async function describeExcess(client: pg.Client, roles: PartRoles): Promise<string[]> {
  const { rows } = await client.query<{ name: string; excess: string }>(
    `SELECT rolname AS name, concat_ws(', ', CASE WHEN rolsuper THEN 'a superuser' END, CASE WHEN rolcreatedb THEN 'creates databases' END,
       CASE WHEN rolcreaterole THEN 'creates roles' END, CASE WHEN rolbypassrls THEN 'bypasses row security' END,
       CASE WHEN NOT rolsuper AND pg_has_role(oid, current_user, 'MEMBER') THEN 'a member of the owner' END,
       CASE WHEN NOT rolsuper AND has_schema_privilege(oid, current_schema(), 'CREATE') THEN 'creates tables' END) AS excess
     FROM pg_roles WHERE rolname = ANY ($1)`,
    [PARTS.map((part) => roles[part])],
  );
  return rows
    .filter(({ excess }) => excess !== '')
    .map(({ name, excess }) => `The database role "${name}" may more than it needs (${excess}); see docs/operations.md`);
}
