-- AlterTable
ALTER TABLE "audit_chain" DROP COLUMN "hash",
DROP COLUMN "position";

-- CreateIndex
CREATE INDEX "audit_entry_credential_idx" ON "audit_entry"("credential_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_request_idx" ON "audit_entry"("request_id");

-- ---------------------------------------------------------------- what the schema cannot say
-- The operation log only grows (docs/decisions/0027). Rights that a role needs which is not the owner of these tables: the console
-- SELECT and INSERT on audit_entry, SELECT on audit_seal, audit_chain and security_settings, EXECUTE on openslb_prune_audit(integer);
-- the worker none. Nobody needs UPDATE, DELETE or TRUNCATE, and nobody INSERT on audit_seal or audit_chain: the functions below, which
-- run as the owner, do what has to be done there.

ALTER TABLE "audit_chain" ADD CONSTRAINT "audit_chain_one_row" CHECK ("id" = 1);
INSERT INTO "audit_chain" ("id", "pruned_position", "pruned_hash") VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- What a seal is made over. Element 0 is the number of this format: a column that comes later gets a format of its own, and seals of
-- before stay as they are. scripts/audit/verify.ts has it once more, since whoever verifies cannot trust what the database holds.
CREATE FUNCTION "openslb_audit_text"(p_position bigint, e "audit_entry") RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(
    1, p_position, e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_type, e.actor_id, e.actor_name,
    e.credential_id, e.credential_name, e.region_id, e.resource_type, e.resource_id, e.action, e.before::text, e.after::text,
    e.request_id, e.client_address, e.revision)::text
$$;

-- Seals one entry. Deferred to the commit, so that writers of different regions queue for no longer than that. Where the chain ends is
-- read from the last seal and not kept in a row: an import would leave thousands of versions of it in one transaction.
CREATE FUNCTION "openslb_seal_audit_entry"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  v_position bigint;
  v_hash bytea;
BEGIN
  SELECT pruned_position, pruned_hash INTO STRICT v_position, v_hash FROM audit_chain WHERE id = 1 FOR UPDATE;
  -- A statement of its own: it sees what others have sealed while this one waited for the lock.
  SELECT coalesce(last.position, v_position), coalesce(last.hash, v_hash) INTO v_position, v_hash
  FROM (SELECT 1) one LEFT JOIN (SELECT position, hash FROM audit_seal ORDER BY position DESC LIMIT 1) last ON true;
  v_position := v_position + 1;
  INSERT INTO audit_seal (position, entry_id, hash)
  VALUES (v_position, NEW.id, sha256(v_hash || convert_to(openslb_audit_text(v_position, NEW), 'UTF8')))
  -- With one snapshot for the whole transaction (repeatable read) others' seals cannot be seen; this makes it a serialization failure.
  ON CONFLICT (position) DO NOTHING;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The end of the operation log has moved.' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "audit_entry_sealed" AFTER INSERT ON "audit_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "openslb_seal_audit_entry"();

-- What is there already, in the order in which it came. Nobody can add to it meanwhile: CREATE TRIGGER holds the table.
DO $$
DECLARE
  v_entry audit_entry;
  v_position bigint := 0;
  v_hash bytea := (SELECT pruned_hash FROM audit_chain);
BEGIN
  FOR v_entry IN SELECT * FROM audit_entry ORDER BY at, id LOOP
    v_position := v_position + 1;
    v_hash := sha256(v_hash || convert_to(openslb_audit_text(v_position, v_entry), 'UTF8'));
    INSERT INTO audit_seal (position, entry_id, hash) VALUES (v_position, v_entry.id, v_hash);
  END LOOP;
END
$$;

-- Older than entries are kept for; null, which is no yes, without settings.
CREATE FUNCTION "openslb_audit_expired"(p_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT p_at < now() - make_interval(days => (SELECT audit_retention_days FROM security_settings WHERE id = 1))
$$;

-- The guards ask what is done and not by whom, so that they hold for the owner of the tables as well: the beginning of the chain moves
-- only past what has expired, and only what lies before it can be deleted.
CREATE FUNCTION "openslb_guard_audit_chain"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.pruned_position > OLD.pruned_position
    AND EXISTS (SELECT 1 FROM audit_seal s WHERE s.position = NEW.pruned_position AND s.hash = NEW.pruned_hash)
    AND NOT EXISTS (
      SELECT 1 FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id
      WHERE s.position <= NEW.pruned_position AND openslb_audit_expired(e.at) IS NOT TRUE) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The operation log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION "openslb_guard_audit_delete"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'audit_seal' THEN
    IF OLD.position <= (SELECT pruned_position FROM audit_chain) THEN
      RETURN OLD;
    END IF;
  ELSIF EXISTS (SELECT 1 FROM audit_seal s, audit_chain c WHERE s.entry_id = OLD.id AND s.position <= c.pruned_position) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The operation log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION "openslb_refuse_audit_change"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The operation log is append-only.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "audit_chain_guarded" BEFORE UPDATE OR DELETE ON "audit_chain"
  FOR EACH ROW EXECUTE FUNCTION "openslb_guard_audit_chain"();
CREATE TRIGGER "audit_entry_kept" BEFORE DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "openslb_guard_audit_delete"();
CREATE TRIGGER "audit_seal_kept" BEFORE DELETE ON "audit_seal" FOR EACH ROW EXECUTE FUNCTION "openslb_guard_audit_delete"();
CREATE TRIGGER "audit_entry_unchanged" BEFORE UPDATE OR TRUNCATE ON "audit_entry" EXECUTE FUNCTION "openslb_refuse_audit_change"();
CREATE TRIGGER "audit_seal_unchanged" BEFORE UPDATE OR TRUNCATE ON "audit_seal" EXECUTE FUNCTION "openslb_refuse_audit_change"();
CREATE TRIGGER "audit_chain_not_truncated" BEFORE TRUNCATE ON "audit_chain" EXECUTE FUNCTION "openslb_refuse_audit_change"();

-- Forgets up to p_limit (at most 1000) of the first entries that are older than the settings say, and returns how many. Only what comes
-- first in the chain can go; the lock of the chain is held meanwhile, so that what is pruned never was its end to somebody.
CREATE FUNCTION "openslb_prune_audit"(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  v_position bigint;
  v_hash bytea;
  v_count integer;
BEGIN
  PERFORM 1 FROM audit_chain WHERE id = 1 FOR UPDATE;
  SELECT expired.position, expired.hash INTO v_position, v_hash
  FROM (
    SELECT s.position, s.hash, bool_and(openslb_audit_expired(e.at) IS TRUE) OVER (ORDER BY s.position) AS goes
    FROM (SELECT * FROM audit_seal ORDER BY position LIMIT least(greatest(p_limit, 1), 1000)) s
    JOIN audit_entry e ON e.id = s.entry_id) expired
  WHERE expired.goes ORDER BY expired.position DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  UPDATE audit_chain SET pruned_position = v_position, pruned_hash = v_hash WHERE id = 1;
  DELETE FROM audit_entry e USING audit_seal s WHERE s.entry_id = e.id AND s.position <= v_position;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$$;
REVOKE ALL ON FUNCTION "openslb_prune_audit"(integer) FROM PUBLIC;

-- What runs with the owner's rights, and what guards, must not find tables of the caller's making first.
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  FOREACH v_function IN ARRAY ARRAY[
    'openslb_seal_audit_entry()', 'openslb_guard_audit_chain()', 'openslb_guard_audit_delete()', 'openslb_prune_audit(integer)']::regprocedure[]
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', v_function, current_schema());
  END LOOP;
END
$$;
