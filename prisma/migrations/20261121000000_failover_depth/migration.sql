-- CreateEnum
CREATE TYPE "failback_mode" AS ENUM ('automatic', 'delayed', 'manual');

-- CreateEnum
CREATE TYPE "on_failover_mode" AS ENUM ('keep', 'drain', 'reset');

-- AlterTable
ALTER TABLE "listener"
  ADD COLUMN "retry_on_standby" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "connect_timeout_milliseconds" INTEGER NOT NULL DEFAULT 5000,
  ADD COLUMN "failback_mode" "failback_mode" NOT NULL DEFAULT 'automatic',
  ADD COLUMN "failback_stable_seconds" INTEGER,
  ADD COLUMN "on_failover_mode" "on_failover_mode" NOT NULL DEFAULT 'keep',
  ADD COLUMN "on_failover_drain_seconds" INTEGER;

-- AlterTable
ALTER TABLE "active_standby_group"
  ADD COLUMN "switch_to" "member_role",
  ADD COLUMN "switched_at" TIMESTAMPTZ(3),
  ADD COLUMN "switch_reason" TEXT,
  ADD COLUMN "switched_by" TEXT;

-- ---------------------------------------------------------------- values of one row

ALTER TABLE "listener"
  ADD CONSTRAINT "listener_retry_on_standby_tcp_only" CHECK (protocol = 'tcp' OR NOT retry_on_standby),
  ADD CONSTRAINT "listener_connect_timeout_range" CHECK (connect_timeout_milliseconds BETWEEN 100 AND 30000),
  ADD CONSTRAINT "listener_failback_stable_range" CHECK (failback_stable_seconds BETWEEN 1 AND 3600),
  ADD CONSTRAINT "listener_failback_stable_delayed_only" CHECK ((failback_mode = 'delayed') = (failback_stable_seconds IS NOT NULL)),
  ADD CONSTRAINT "listener_on_failover_drain_range" CHECK (on_failover_drain_seconds BETWEEN 10 AND 900),
  ADD CONSTRAINT "listener_on_failover_drain_only" CHECK ((on_failover_mode = 'drain') = (on_failover_drain_seconds IS NOT NULL));
ALTER TABLE "active_standby_group"
  ADD CONSTRAINT "active_standby_group_switch_whole" CHECK (num_nulls(switch_to, switched_at, switch_reason, switched_by) IN (0, 4)),
  ADD CONSTRAINT "active_standby_group_switch_reason_length" CHECK (char_length(switch_reason) BETWEEN 1 AND 200);
