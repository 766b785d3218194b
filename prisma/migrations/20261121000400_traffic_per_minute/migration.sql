-- AlterTable
ALTER TABLE "listener_traffic"
  ADD COLUMN "packets_in_total" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "packets_out_total" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "drops" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "member_traffic" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "connections_current" INTEGER NOT NULL DEFAULT 0,
    "connections_total" BIGINT NOT NULL DEFAULT 0,
    "connect_errors_total" BIGINT NOT NULL DEFAULT 0,
    "bytes_in_total" BIGINT NOT NULL DEFAULT 0,
    "bytes_out_total" BIGINT NOT NULL DEFAULT 0,
    "packets_in_total" BIGINT NOT NULL DEFAULT 0,
    "packets_out_total" BIGINT NOT NULL DEFAULT 0,
    "connects_total" BIGINT NOT NULL DEFAULT 0,
    "connect_ms_total" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_traffic_pkey" PRIMARY KEY ("node_id","listener_id","member_id")
);

-- CreateTable
CREATE TABLE "traffic_minute" (
    "node_id" TEXT NOT NULL,
    "listener_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL DEFAULT '',
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "connections_new" BIGINT NOT NULL DEFAULT 0,
    "connections_current" INTEGER NOT NULL DEFAULT 0,
    "connections_max" INTEGER NOT NULL DEFAULT 0,
    "connect_errors" BIGINT NOT NULL DEFAULT 0,
    "bytes_in" BIGINT NOT NULL DEFAULT 0,
    "bytes_out" BIGINT NOT NULL DEFAULT 0,
    "packets_in" BIGINT NOT NULL DEFAULT 0,
    "packets_out" BIGINT NOT NULL DEFAULT 0,
    "connect_ms_sum" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "connects" BIGINT NOT NULL DEFAULT 0,
    "drops" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "traffic_minute_pkey" PRIMARY KEY ("listener_id","minute","node_id","member_id")
);

-- CreateIndex
CREATE INDEX "member_traffic_listener_idx" ON "member_traffic"("listener_id");

-- CreateIndex
CREATE INDEX "member_traffic_updated_idx" ON "member_traffic"("updated_at");

-- CreateIndex
CREATE INDEX "traffic_minute_minute_idx" ON "traffic_minute"("minute");

-- AddForeignKey
ALTER TABLE "member_traffic" ADD CONSTRAINT "member_traffic_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_traffic" ADD CONSTRAINT "member_traffic_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traffic_minute" ADD CONSTRAINT "traffic_minute_node_fk" FOREIGN KEY ("node_id") REFERENCES "proxy_node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traffic_minute" ADD CONSTRAINT "traffic_minute_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "traffic_minute"
  ADD CONSTRAINT "traffic_minute_whole" CHECK (mod(extract(epoch FROM minute)::bigint, 60) = 0);

-- Adds two objects of counts, {"reason": 3}, key by key.
CREATE FUNCTION "openslb_add_counts"(p_a jsonb, p_b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_b = '{}' THEN p_a
    WHEN p_a = '{}' THEN p_b
    ELSE (
      SELECT jsonb_object_agg(key, total) FROM (
        SELECT key, sum(value::bigint) AS total
        FROM (SELECT * FROM jsonb_each_text(p_a) UNION ALL SELECT * FROM jsonb_each_text(p_b)) counts GROUP BY key) totals)
  END
$$;
