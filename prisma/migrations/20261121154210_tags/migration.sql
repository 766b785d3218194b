-- CreateEnum
CREATE TYPE "tag_resource_type" AS ENUM ('instance', 'acl', 'listener', 'vservergroup', 'masterslaveservergroup');

-- CreateTable
CREATE TABLE "tag" (
    "resource_type" "tag_resource_type" NOT NULL,
    "resource_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("resource_type","resource_id","key")
);

-- CreateIndex
CREATE INDEX "tag_region_key_value_idx" ON "tag"("region_id", "key", "value");

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- what the schema cannot say

ALTER TABLE "tag"
  ADD CONSTRAINT "tag_key_length" CHECK (char_length(key) BETWEEN 1 AND 64),
  ADD CONSTRAINT "tag_value_length" CHECK (char_length(value) <= 128),
  ADD CONSTRAINT "tag_key_reserved" CHECK (NOT starts_with(key, 'aliyun') AND NOT starts_with(key, 'acs:')),
  ADD CONSTRAINT "tag_value_reserved" CHECK (NOT starts_with(value, 'aliyun') AND NOT starts_with(value, 'acs:')),
  ADD CONSTRAINT "tag_key_no_url" CHECK (strpos(key, 'http://') = 0 AND strpos(key, 'https://') = 0),
  ADD CONSTRAINT "tag_value_no_url" CHECK (strpos(value, 'http://') = 0 AND strpos(value, 'https://') = 0);

-- Everything that can have tags, and its region.
CREATE VIEW "taggable" AS
  SELECT 'instance'::tag_resource_type AS resource_type, lb.id AS resource_id, lb.region_id FROM load_balancer lb
  UNION ALL
  SELECT 'acl', a.id, a.region_id FROM access_control_list a
  UNION ALL
  SELECT 'listener', l.id, lb.region_id FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id
  UNION ALL
  SELECT 'vservergroup', g.id, g.region_id FROM vserver_group g
  UNION ALL
  SELECT 'masterslaveservergroup', g.id, g.region_id FROM active_standby_group g;

-- The row lock does what a foreign key would: the resource cannot go while a tag is bound to it. It also lets the
-- writers of tags of one resource queue, so that each sees the tags of those before it when it counts.
CREATE FUNCTION "openslb_bind_tag"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  CASE NEW.resource_type
    WHEN 'instance' THEN PERFORM 1 FROM load_balancer WHERE id = NEW.resource_id FOR NO KEY UPDATE;
    WHEN 'acl' THEN PERFORM 1 FROM access_control_list WHERE id = NEW.resource_id FOR NO KEY UPDATE;
    WHEN 'listener' THEN PERFORM 1 FROM listener WHERE id = NEW.resource_id FOR NO KEY UPDATE;
    WHEN 'vservergroup' THEN PERFORM 1 FROM vserver_group WHERE id = NEW.resource_id FOR NO KEY UPDATE;
    WHEN 'masterslaveservergroup' THEN PERFORM 1 FROM active_standby_group WHERE id = NEW.resource_id FOR NO KEY UPDATE;
  END CASE;
  SELECT t.region_id INTO NEW.region_id FROM taggable t
    WHERE t.resource_type = NEW.resource_type AND t.resource_id = NEW.resource_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'TagResourceNotFound: there is no % "%" to tag', NEW.resource_type, NEW.resource_id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'tag_resource';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "tag_bound" BEFORE INSERT OR UPDATE ON "tag"
  FOR EACH ROW EXECUTE FUNCTION openslb_bind_tag();

-- Consoles look again, on the channel of what is observed: a tag raises no revision and no worker reads anything.
CREATE FUNCTION "openslb_tags_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_full text;
BEGIN
  PERFORM pg_notify('openslb_status', region_id) FROM (SELECT DISTINCT region_id FROM changed) regions;
  IF TG_OP <> 'DELETE' THEN
    SELECT t.resource_id INTO v_full FROM tag t
      JOIN (SELECT DISTINCT resource_type, resource_id FROM changed) c ON c.resource_type = t.resource_type AND c.resource_id = t.resource_id
      GROUP BY t.resource_type, t.resource_id HAVING count(*) > 20 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'TagCountLimit: % can have 20 tags, no more', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'tag_count_limit';
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "tag_inserted" AFTER INSERT ON "tag" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_changed();
CREATE TRIGGER "tag_updated" AFTER UPDATE ON "tag" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_changed();
CREATE TRIGGER "tag_deleted" AFTER DELETE ON "tag" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_changed();

-- A tag goes with its resource, whoever deletes that and however.
CREATE FUNCTION "openslb_tags_unbound"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM tag WHERE resource_type = TG_ARGV[0]::tag_resource_type;
  ELSE
    DELETE FROM tag t USING gone WHERE t.resource_type = TG_ARGV[0]::tag_resource_type AND t.resource_id = gone.id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "load_balancer_tags" AFTER DELETE ON "load_balancer" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('instance');
CREATE TRIGGER "access_control_list_tags" AFTER DELETE ON "access_control_list" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('acl');
CREATE TRIGGER "listener_tags" AFTER DELETE ON "listener" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('listener');
CREATE TRIGGER "vserver_group_tags" AFTER DELETE ON "vserver_group" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('vservergroup');
CREATE TRIGGER "active_standby_group_tags" AFTER DELETE ON "active_standby_group" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('masterslaveservergroup');
CREATE TRIGGER "load_balancer_tags_truncated" AFTER TRUNCATE ON "load_balancer"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('instance');
CREATE TRIGGER "access_control_list_tags_truncated" AFTER TRUNCATE ON "access_control_list"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('acl');
CREATE TRIGGER "listener_tags_truncated" AFTER TRUNCATE ON "listener"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('listener');
CREATE TRIGGER "vserver_group_tags_truncated" AFTER TRUNCATE ON "vserver_group"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('vservergroup');
CREATE TRIGGER "active_standby_group_tags_truncated" AFTER TRUNCATE ON "active_standby_group"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_tags_unbound('masterslaveservergroup');

-- Tags follow a resource into another region; its listeners and groups go there with it.
CREATE FUNCTION "openslb_tags_moved"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tag t SET region_id = r.region_id FROM taggable r
    WHERE t.region_id = OLD.region_id AND r.resource_type = t.resource_type AND r.resource_id = t.resource_id AND r.region_id <> t.region_id;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "load_balancer_tags_moved" AFTER UPDATE OF region_id ON "load_balancer" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.region_id <> NEW.region_id) EXECUTE FUNCTION openslb_tags_moved();
CREATE CONSTRAINT TRIGGER "access_control_list_tags_moved" AFTER UPDATE OF region_id ON "access_control_list" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.region_id <> NEW.region_id) EXECUTE FUNCTION openslb_tags_moved();
