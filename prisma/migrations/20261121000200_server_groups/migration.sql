-- CreateEnum
CREATE TYPE "scheduler" AS ENUM ('wrr', 'rr', 'wlc', 'sch', 'tch', 'qch');

-- AlterTable
ALTER TABLE "load_balancer"
  ADD COLUMN "specification" TEXT,
  ADD COLUMN "bandwidth_mbps" INTEGER;

-- AlterTable
ALTER TABLE "listener"
  ALTER COLUMN "active_standby_group_id" DROP NOT NULL,
  ADD COLUMN "vserver_group_id" TEXT,
  ADD COLUMN "backend_port" INTEGER,
  ADD COLUMN "scheduler" "scheduler" NOT NULL DEFAULT 'wrr',
  ADD COLUMN "persistence_seconds" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "connection_draining_seconds" INTEGER,
  ADD COLUMN "bandwidth_mbps" INTEGER,
  ADD COLUMN "proxy_protocol" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "default_server" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('mbr'::text),
    "load_balancer_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "weight" INTEGER NOT NULL DEFAULT 100,

    CONSTRAINT "default_server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vserver_group" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('rsp'::text),
    "load_balancer_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vserver_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vserver_member" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('mbr'::text),
    "group_id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL DEFAULT 100,

    CONSTRAINT "vserver_member_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "listener_vserver_group_idx" ON "listener"("vserver_group_id");

-- CreateIndex
CREATE INDEX "default_server_server_idx" ON "default_server"("server_id");

-- CreateIndex
CREATE UNIQUE INDEX "default_server_server_unique" ON "default_server"("load_balancer_id", "server_id");

-- CreateIndex
CREATE INDEX "vserver_group_load_balancer_idx" ON "vserver_group"("load_balancer_id");

-- CreateIndex
CREATE UNIQUE INDEX "vserver_group_id_load_balancer_unique" ON "vserver_group"("id", "load_balancer_id");

-- CreateIndex
CREATE UNIQUE INDEX "vserver_group_id_region_unique" ON "vserver_group"("id", "region_id");

-- CreateIndex
CREATE INDEX "vserver_member_server_idx" ON "vserver_member"("server_id");

-- CreateIndex
CREATE UNIQUE INDEX "vserver_member_server_port_unique" ON "vserver_member"("group_id", "server_id", "port");

-- AddForeignKey
ALTER TABLE "listener" ADD CONSTRAINT "listener_vserver_group_fk" FOREIGN KEY ("vserver_group_id", "load_balancer_id") REFERENCES "vserver_group"("id", "load_balancer_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "default_server" ADD CONSTRAINT "default_server_load_balancer_fk" FOREIGN KEY ("load_balancer_id", "region_id") REFERENCES "load_balancer"("id", "region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "default_server" ADD CONSTRAINT "default_server_server_fk" FOREIGN KEY ("server_id", "region_id") REFERENCES "server"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vserver_group" ADD CONSTRAINT "vserver_group_load_balancer_fk" FOREIGN KEY ("load_balancer_id", "region_id") REFERENCES "load_balancer"("id", "region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vserver_member" ADD CONSTRAINT "vserver_member_group_fk" FOREIGN KEY ("group_id", "region_id") REFERENCES "vserver_group"("id", "region_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vserver_member" ADD CONSTRAINT "vserver_member_server_fk" FOREIGN KEY ("server_id", "region_id") REFERENCES "server"("id", "region_id") ON DELETE NO ACTION ON UPDATE CASCADE;
