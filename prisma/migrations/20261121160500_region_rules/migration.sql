-- Two regions may not give out the same address: one machine may serve both. Judged at commit, so that pools may be
-- split or joined in one transaction.
ALTER TABLE "address_pool"
  ADD CONSTRAINT "address_pool_overlap" EXCLUDE USING gist ("cidr" inet_ops WITH &&) DEFERRABLE INITIALLY DEFERRED;
