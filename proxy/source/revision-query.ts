/** Parameter 1 of all: the served regions, or null for all. */

/** Revision and time together: after a restore from a backup the same number may stand for something else. */
export const REGIONS_QUERY = `
  SELECT id, revision, revision || '@' || extract(epoch FROM revised_at) AS fingerprint, revised_at AS "revisedAt",
    (extract(epoch FROM clock_timestamp() - revised_at) * 1000)::float8 AS "ageMs"
  FROM region WHERE $1::text[] IS NULL OR id = ANY ($1) ORDER BY id`;

export const FINGERPRINTS_QUERY = `
  SELECT id, region_id AS "regionId", revision || '@' || extract(epoch FROM revised_at) AS fingerprint
  FROM load_balancer WHERE $1::text[] IS NULL OR region_id = ANY ($1)`;

/** $1 a region, $2 a revision of it: what was written later. Revisions of one region are ordered by commit. */
export const FINGERPRINTS_SINCE_QUERY = `
  SELECT id, region_id AS "regionId", revision || '@' || extract(epoch FROM revised_at) AS fingerprint
  FROM load_balancer WHERE region_id = $1 AND revision > $2`;

/** $1 a region. */
export const COUNT_QUERY = 'SELECT count(*)::int AS count FROM load_balancer WHERE region_id = $1';
