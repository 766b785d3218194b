-- CreateEnum
CREATE TYPE "modification_protection" AS ENUM ('NonProtection', 'ConsoleProtection');

-- AlterTable
ALTER TABLE "load_balancer" ADD COLUMN     "backup_zone_id" TEXT,
ADD COLUMN     "deletion_protection" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "lock_reason" TEXT,
ADD COLUMN     "locked_by" TEXT,
ADD COLUMN     "modification_protection" "modification_protection" NOT NULL DEFAULT 'NonProtection',
ADD COLUMN     "modification_protection_reason" TEXT,
ADD COLUMN     "release_at" TIMESTAMPTZ(3),
ADD COLUMN     "release_scheduled_by" TEXT;

-- AddForeignKey
ALTER TABLE "load_balancer" ADD CONSTRAINT "load_balancer_backup_zone_fk" FOREIGN KEY ("backup_zone_id", "region_id") REFERENCES "zone"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- ---------------------------------------------------------------- values of one row

ALTER TABLE "load_balancer"
  ADD CONSTRAINT "load_balancer_backup_zone_differs" CHECK (
    backup_zone_id IS NULL OR (primary_zone_id IS NOT NULL AND backup_zone_id <> primary_zone_id)),
  ADD CONSTRAINT "load_balancer_protection_reason_length" CHECK (char_length(modification_protection_reason) BETWEEN 1 AND 80),
  ADD CONSTRAINT "load_balancer_protection_reason_protected_only" CHECK (
    modification_protection = 'ConsoleProtection' OR modification_protection_reason IS NULL),
  ADD CONSTRAINT "load_balancer_release_half_hour" CHECK (extract(epoch FROM release_at) % 1800 = 0),
  ADD CONSTRAINT "load_balancer_release_scheduled_whole" CHECK ((release_at IS NULL) = (release_scheduled_by IS NULL)),
  ADD CONSTRAINT "load_balancer_lock_reason_length" CHECK (char_length(lock_reason) BETWEEN 1 AND 200),
  ADD CONSTRAINT "load_balancer_lock_locked_only" CHECK (status = 'locked' OR num_nonnulls(lock_reason, locked_by) = 0);

-- What the executor looks for twice an hour is a handful of rows among many.
CREATE INDEX "load_balancer_release_idx" ON "load_balancer" (release_at) WHERE release_at IS NOT NULL;

-- ---------------------------------------------------------------- rules that look beyond the row

CREATE FUNCTION "openslb_check_release_time"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'InvalidParameter.ReleaseTime: a release is scheduled for a time to come, and % is past', NEW.release_at
    USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_release_in_future';
END $$;

CREATE TRIGGER "load_balancer_release_in_future_inserted"
  BEFORE INSERT ON "load_balancer"
  FOR EACH ROW WHEN (NEW.release_at <= now()) EXECUTE FUNCTION openslb_check_release_time();
CREATE TRIGGER "load_balancer_release_in_future"
  BEFORE UPDATE OF release_at ON "load_balancer"
  FOR EACH ROW WHEN (NEW.release_at <= now() AND NEW.release_at IS DISTINCT FROM OLD.release_at)
  EXECUTE FUNCTION openslb_check_release_time();

CREATE FUNCTION "openslb_refuse_release"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_id text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    v_id := OLD.id;
  ELSE
    SELECT id INTO v_id FROM load_balancer WHERE deletion_protection LIMIT 1;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  RAISE EXCEPTION 'OperationDenied.DeleteProtectionIsOn: deletion protection of instance % is on, switch it off first', v_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_deletion_protection';
END $$;

CREATE TRIGGER "load_balancer_deletion_protection"
  BEFORE DELETE ON "load_balancer"
  FOR EACH ROW WHEN (OLD.deletion_protection) EXECUTE FUNCTION openslb_refuse_release();
CREATE TRIGGER "load_balancer_deletion_protection_truncated"
  BEFORE TRUNCATE ON "load_balancer"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_refuse_release();

-- ---------------------------------------------------------------- revisions and notifications

-- What the console alone looks at is no change to a worker.
CREATE FUNCTION "openslb_load_balancer_content"(p_row anyelement) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT openslb_content(p_row) - ARRAY['backup_zone_id', 'deletion_protection', 'modification_protection',
    'modification_protection_reason', 'release_at', 'release_scheduled_by', 'lock_reason', 'locked_by']
$$;

CREATE OR REPLACE FUNCTION "openslb_load_balancer_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_ids text[];
  v_forwarding_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM (
      (SELECT id, region_id, openslb_load_balancer_content(b) FROM before b
        EXCEPT SELECT id, region_id, openslb_load_balancer_content(a) FROM after a)
      UNION ALL
      (SELECT id, region_id, openslb_load_balancer_content(a) FROM after a
        EXCEPT SELECT id, region_id, openslb_load_balancer_content(b) FROM before b)) changed;
    SELECT array_agg(id) INTO v_forwarding_ids FROM (
      SELECT id, region_id, address, status, specification, bandwidth_mbps FROM after
      EXCEPT SELECT id, region_id, address, status, specification, bandwidth_mbps FROM before) changed;
  ELSE
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM changed;
  END IF;
  PERFORM openslb_lock_regions(v_region_ids, NULL);
  PERFORM openslb_raise_revision(v_region_ids, v_ids,
    ARRAY(SELECT id FROM listener WHERE load_balancer_id = ANY (v_forwarding_ids)));
  PERFORM openslb_require_bandwidth(v_forwarding_ids);
  RETURN NULL;
END $$;
