-- CreateIndex
CREATE INDEX "failover_event_at_idx" ON "failover_event"("at" DESC);
