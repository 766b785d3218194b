-- Ids carry their kind: lb-, lsn-, rsp-, srv-, and 64 random bits.
CREATE FUNCTION "openslb_new_id"(prefix text) RETURNS text
LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '-' || substr(md5(gen_random_uuid()::text), 1, 16)
$$;

-- CreateEnum
CREATE TYPE "server_status" AS ENUM ('running', 'stopped');

-- CreateEnum
CREATE TYPE "address_type" AS ENUM ('internet', 'intranet');

-- CreateEnum
CREATE TYPE "load_balancer_status" AS ENUM ('active', 'inactive', 'locked');

-- CreateEnum
CREATE TYPE "listener_protocol" AS ENUM ('tcp', 'udp');

-- CreateEnum
CREATE TYPE "health_check_type" AS ENUM ('tcp', 'udp');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('active', 'standby');

-- CreateEnum
CREATE TYPE "listener_state" AS ENUM ('in_force', 'stopped', 'failed');

-- CreateEnum
CREATE TYPE "verdict_state" AS ENUM ('unknown', 'healthy', 'unhealthy');

-- CreateTable
CREATE TABLE "region" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "revised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "zone" (
    "id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "zone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address_pool" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('pool'::text),
    "region_id" TEXT NOT NULL,
    "cidr" INET NOT NULL,

    CONSTRAINT "address_pool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "server" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('srv'::text),
    "region_id" TEXT NOT NULL,
    "zone_id" TEXT,
    "name" TEXT NOT NULL,
    "address" INET NOT NULL,
    "status" "server_status" NOT NULL DEFAULT 'running',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "load_balancer" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('lb'::text),
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" INET NOT NULL,
    "address_type" "address_type" NOT NULL DEFAULT 'intranet',
    "status" "load_balancer_status" NOT NULL DEFAULT 'active',
    "primary_zone_id" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "revised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "load_balancer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listener" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('lsn'::text),
    "load_balancer_id" TEXT NOT NULL,
    "protocol" "listener_protocol" NOT NULL,
    "port" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "active_standby_group_id" TEXT NOT NULL,
    "idle_timeout_seconds" INTEGER NOT NULL DEFAULT 900,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "revised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listener_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health_check" (
    "listener_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "type" "health_check_type" NOT NULL,
    "port" INTEGER,
    "timeout_seconds" INTEGER NOT NULL,
    "interval_seconds" INTEGER NOT NULL,
    "healthy_threshold" INTEGER NOT NULL,
    "unhealthy_threshold" INTEGER NOT NULL,
    "request" TEXT,
    "expected" TEXT,

    CONSTRAINT "health_check_pkey" PRIMARY KEY ("listener_id")
);

-- CreateTable
CREATE TABLE "active_standby_group" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('rsp'::text),
    "load_balancer_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "active_standby_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "active_standby_member" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('mbr'::text),
    "group_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "role" "member_role" NOT NULL,
    "weight" INTEGER NOT NULL DEFAULT 100,

    CONSTRAINT "active_standby_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proxy_node" (
    "id" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "proxy_node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_region" (
    "node_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "applied_revision" INTEGER NOT NULL,
    "applied_at" TIMESTAMPTZ(3) NOT NULL,
    "missed_notifications" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "node_region_pkey" PRIMARY KEY ("node_id","region_id")
);

-- CreateTable
CREATE TABLE "listener_status" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "state" "listener_state" NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "applied_at" TIMESTAMPTZ(3) NOT NULL,
    "delay_ms" INTEGER,
    "serving" "member_role",
    "serving_since" TIMESTAMPTZ(3),
    "serving_reason" TEXT,

    CONSTRAINT "listener_status_pkey" PRIMARY KEY ("node_id","listener_id")
);

-- CreateTable
CREATE TABLE "verdict" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "state" "verdict_state" NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verdict_pkey" PRIMARY KEY ("node_id","listener_id","member_id")
);

-- CreateTable
CREATE TABLE "listener_traffic" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "connections_current" INTEGER NOT NULL DEFAULT 0,
    "connections_total" BIGINT NOT NULL DEFAULT 0,
    "connect_errors_total" BIGINT NOT NULL DEFAULT 0,
    "dropped_total" BIGINT NOT NULL DEFAULT 0,
    "bytes_in_total" BIGINT NOT NULL DEFAULT 0,
    "bytes_out_total" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "listener_traffic_pkey" PRIMARY KEY ("node_id","listener_id")
);

-- CreateTable
CREATE TABLE "failover_event" (
    "id" UUID NOT NULL,
    "load_balancer_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "protocol" "listener_protocol" NOT NULL,
    "port" INTEGER NOT NULL,
    "group_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "from_role" "member_role" NOT NULL,
    "to_role" "member_role" NOT NULL,
    "from_server" TEXT NOT NULL,
    "to_server" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "failover_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "region_id" TEXT,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT,
    "client_address" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "setup_token" (
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_token_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "user_account" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "zone_id_region_unique" ON "zone"("id", "region_id");

-- CreateIndex
CREATE UNIQUE INDEX "address_pool_cidr_unique" ON "address_pool"("region_id", "cidr");

-- CreateIndex
CREATE UNIQUE INDEX "server_id_region_unique" ON "server"("id", "region_id");

-- CreateIndex
CREATE UNIQUE INDEX "server_address_unique" ON "server"("region_id", "address");

-- CreateIndex
CREATE INDEX "load_balancer_region_created_idx" ON "load_balancer"("region_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "load_balancer_id_region_unique" ON "load_balancer"("id", "region_id");

-- CreateIndex
CREATE UNIQUE INDEX "load_balancer_address_unique" ON "load_balancer"("region_id", "address");

-- CreateIndex
CREATE INDEX "listener_active_standby_group_idx" ON "listener"("active_standby_group_id");

-- CreateIndex
CREATE UNIQUE INDEX "listener_port_unique" ON "listener"("load_balancer_id", "protocol", "port");

-- CreateIndex
CREATE INDEX "active_standby_group_load_balancer_idx" ON "active_standby_group"("load_balancer_id");

-- CreateIndex
CREATE UNIQUE INDEX "active_standby_group_id_load_balancer_unique" ON "active_standby_group"("id", "load_balancer_id");

-- CreateIndex
CREATE UNIQUE INDEX "active_standby_group_id_region_unique" ON "active_standby_group"("id", "region_id");

-- CreateIndex
CREATE INDEX "active_standby_member_server_idx" ON "active_standby_member"("server_id");

-- CreateIndex
CREATE UNIQUE INDEX "active_standby_member_server_port_unique" ON "active_standby_member"("group_id", "server_id", "port");

-- CreateIndex
CREATE INDEX "node_region_region_idx" ON "node_region"("region_id");

-- CreateIndex
CREATE INDEX "listener_status_listener_idx" ON "listener_status"("listener_id");

-- CreateIndex
CREATE INDEX "verdict_listener_idx" ON "verdict"("listener_id");

-- CreateIndex
CREATE INDEX "listener_traffic_listener_idx" ON "listener_traffic"("listener_id");

-- CreateIndex
CREATE INDEX "failover_event_load_balancer_at_idx" ON "failover_event"("load_balancer_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_resource_idx" ON "audit_entry"("resource_type", "resource_id", "at" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_created_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_unique" ON "user_account"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_unique" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_unique" ON "account"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_unique" ON "rate_limit"("key");

-- AddForeignKey
ALTER TABLE "zone" ADD CONSTRAINT "zone_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address_pool" ADD CONSTRAINT "address_pool_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "server" ADD CONSTRAINT "server_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "server" ADD CONSTRAINT "server_zone_fk" FOREIGN KEY ("zone_id", "region_id") REFERENCES "zone"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_balancer" ADD CONSTRAINT "load_balancer_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_balancer" ADD CONSTRAINT "load_balancer_primary_zone_fk" FOREIGN KEY ("primary_zone_id", "region_id") REFERENCES "zone"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener" ADD CONSTRAINT "listener_load_balancer_fk" FOREIGN KEY ("load_balancer_id") REFERENCES "load_balancer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener" ADD CONSTRAINT "listener_active_standby_group_fk" FOREIGN KEY ("active_standby_group_id", "load_balancer_id") REFERENCES "active_standby_group"("id", "load_balancer_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_check" ADD CONSTRAINT "health_check_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_standby_group" ADD CONSTRAINT "active_standby_group_load_balancer_fk" FOREIGN KEY ("load_balancer_id", "region_id") REFERENCES "load_balancer"("id", "region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_standby_member" ADD CONSTRAINT "active_standby_member_group_fk" FOREIGN KEY ("group_id", "region_id") REFERENCES "active_standby_group"("id", "region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_standby_member" ADD CONSTRAINT "active_standby_member_server_fk" FOREIGN KEY ("server_id", "region_id") REFERENCES "server"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_region" ADD CONSTRAINT "node_region_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_region" ADD CONSTRAINT "node_region_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_status" ADD CONSTRAINT "listener_status_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_status" ADD CONSTRAINT "listener_status_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_traffic" ADD CONSTRAINT "listener_traffic_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_traffic" ADD CONSTRAINT "listener_traffic_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "failover_event" ADD CONSTRAINT "failover_event_load_balancer_fk" FOREIGN KEY ("load_balancer_id") REFERENCES "load_balancer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

