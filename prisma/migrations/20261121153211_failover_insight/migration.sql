-- CreateEnum
CREATE TYPE "probe_request_state" AS ENUM ('pending', 'running', 'done', 'expired');

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "revision" INTEGER;

-- AlterTable
ALTER TABLE "listener" ADD COLUMN     "standby_readiness_check" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "standby_readiness" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "state" "verdict_state" NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "standby_readiness_pkey" PRIMARY KEY ("node_id","listener_id","member_id")
);

-- CreateTable
CREATE TABLE "probe_run" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "probes" INTEGER NOT NULL,

    CONSTRAINT "probe_run_pkey" PRIMARY KEY ("listener_id","member_id","node_id","first_at")
);

-- CreateTable
CREATE TABLE "verdict_change" (
    "id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "server_name" TEXT NOT NULL,
    "from_state" "verdict_state" NOT NULL,
    "to_state" "verdict_state" NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verdict_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_change" (
    "region_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "node_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "in_force_at" TIMESTAMPTZ(3) NOT NULL,
    "delay_ms" INTEGER NOT NULL,
    "listeners" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "connections_kept" INTEGER NOT NULL,
    "connections_cut" INTEGER NOT NULL,

    CONSTRAINT "node_change_pkey" PRIMARY KEY ("region_id","revision","node_id")
);

-- CreateTable
CREATE TABLE "probe_request" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('prb'::text),
    "region_id" TEXT NOT NULL,
    "server_name" TEXT NOT NULL,
    "address" INET NOT NULL,
    "port" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "requested_by" TEXT NOT NULL,
    "state" "probe_request_state" NOT NULL DEFAULT 'pending',
    "node_id" TEXT,
    "ok" BOOLEAN,
    "reason" TEXT,
    "took_ms" INTEGER,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "probe_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "failover_drill" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('drl'::text),
    "group_id" TEXT NOT NULL,
    "load_balancer_id" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_by" TEXT,

    CONSTRAINT "failover_drill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drill_result" (
    "drill_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "moved_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "downtime_ms" INTEGER,
    "connections_affected" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,

    CONSTRAINT "drill_result_pkey" PRIMARY KEY ("drill_id","node_id","listener_id")
);

-- CreateIndex
CREATE INDEX "standby_readiness_listener_idx" ON "standby_readiness"("listener_id");

-- CreateIndex
CREATE INDEX "probe_run_last_idx" ON "probe_run"("last_at");

-- CreateIndex
CREATE INDEX "verdict_change_listener_at_idx" ON "verdict_change"("listener_id", "at" DESC);

-- CreateIndex
CREATE INDEX "verdict_change_at_idx" ON "verdict_change"("at");

-- CreateIndex
CREATE INDEX "node_change_changed_idx" ON "node_change"("changed_at");

-- CreateIndex
CREATE INDEX "probe_request_region_state_idx" ON "probe_request"("region_id", "state");

-- CreateIndex
CREATE INDEX "probe_request_requested_idx" ON "probe_request"("requested_at");

-- CreateIndex
CREATE INDEX "failover_drill_group_idx" ON "failover_drill"("group_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "drill_result_listener_idx" ON "drill_result"("listener_id");

-- CreateIndex
CREATE INDEX "audit_entry_revision_idx" ON "audit_entry"("region_id", "revision");

-- AddForeignKey
ALTER TABLE "standby_readiness" ADD CONSTRAINT "standby_readiness_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standby_readiness" ADD CONSTRAINT "standby_readiness_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "probe_run" ADD CONSTRAINT "probe_run_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "probe_run" ADD CONSTRAINT "probe_run_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict_change" ADD CONSTRAINT "verdict_change_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict_change" ADD CONSTRAINT "verdict_change_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_change" ADD CONSTRAINT "node_change_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_change" ADD CONSTRAINT "node_change_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "probe_request" ADD CONSTRAINT "probe_request_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "failover_drill" ADD CONSTRAINT "failover_drill_group_fk" FOREIGN KEY ("group_id", "load_balancer_id") REFERENCES "active_standby_group"("id", "load_balancer_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_result" ADD CONSTRAINT "drill_result_drill_fk" FOREIGN KEY ("drill_id") REFERENCES "failover_drill"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_result" ADD CONSTRAINT "drill_result_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_result" ADD CONSTRAINT "drill_result_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- what the schema cannot say

ALTER TABLE "probe_request"
  ADD CONSTRAINT "probe_request_port_range" CHECK (port BETWEEN 1 AND 65535);
ALTER TABLE "failover_drill"
  ADD CONSTRAINT "failover_drill_seconds_range" CHECK (seconds BETWEEN 10 AND 600),
  ADD CONSTRAINT "failover_drill_ends" CHECK (ends_at = started_at + make_interval(secs => seconds)),
  ADD CONSTRAINT "failover_drill_reason_length" CHECK (char_length(reason) BETWEEN 1 AND 200),
  ADD CONSTRAINT "failover_drill_stopped_whole" CHECK (num_nulls(stopped_at, stopped_by) IN (0, 2));

-- Workers and consoles look again; the answer of a worker wakes the console by the same channel.
CREATE FUNCTION "openslb_probe_asked"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('openslb_probe', NEW.region_id);
  RETURN NULL;
END $$;
CREATE TRIGGER "probe_request_inserted" AFTER INSERT ON "probe_request"
  FOR EACH ROW EXECUTE FUNCTION openslb_probe_asked();

-- A drill changes what the listeners of its group do; raising the revision locks the region, so that of two drills that
-- are started at once in one group the second one sees the first.
CREATE FUNCTION "openslb_failover_drill_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_raise_revision(NULL, ARRAY[NEW.load_balancer_id],
    ARRAY(SELECT id FROM listener WHERE active_standby_group_id = NEW.group_id));
  IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM failover_drill d WHERE d.group_id = NEW.group_id AND d.id <> NEW.id
      AND d.stopped_at IS NULL AND d.ends_at > clock_timestamp()) THEN
    RAISE EXCEPTION 'DrillRunning: a failover drill of this group is running already'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'failover_drill_running';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "failover_drill_inserted" AFTER INSERT ON "failover_drill"
  FOR EACH ROW EXECUTE FUNCTION openslb_failover_drill_changed();
CREATE TRIGGER "failover_drill_stopped" AFTER UPDATE OF "stopped_at" ON "failover_drill"
  FOR EACH ROW WHEN (OLD.stopped_at IS DISTINCT FROM NEW.stopped_at) EXECUTE FUNCTION openslb_failover_drill_changed();
