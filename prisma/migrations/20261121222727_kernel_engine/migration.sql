-- AlterTable
ALTER TABLE "listener_status" ADD COLUMN     "engine" TEXT NOT NULL DEFAULT 'userspace',
ADD COLUMN     "engine_reason" TEXT;

-- AlterTable
ALTER TABLE "proxy_node" ADD COLUMN     "hints" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "region" ADD COLUMN     "source_nat" BOOLEAN NOT NULL DEFAULT false;

-- ---------------------------------------------------------------- what the schema cannot say

-- Servers of the regions that are there have seen the balancer as their client so far, and nobody has given them a route
-- back through it: they would go dark by the upgrade.
UPDATE "region" SET "source_nat" = true;

ALTER TABLE "listener_status"
  ADD CONSTRAINT "listener_status_engine_known" CHECK (engine IN ('userspace', 'nftables'));

-- Forwarding of every listener of the region depends on it.
CREATE FUNCTION "openslb_source_nat_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_raise_revision(ARRAY[NEW.id], ARRAY(SELECT id FROM load_balancer WHERE region_id = NEW.id),
    ARRAY(SELECT l.id FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE lb.region_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER "region_source_nat_changed" AFTER UPDATE OF "source_nat" ON "region"
  FOR EACH ROW WHEN (OLD.source_nat IS DISTINCT FROM NEW.source_nat) EXECUTE FUNCTION openslb_source_nat_changed();
