-- Apart from the migration before: a new enum value may not be used in the transaction that adds it.
ALTER TABLE "health_check"
  ADD CONSTRAINT "health_check_http_only"
    CHECK (type = 'http' OR (method IS NULL AND path IS NULL AND domain IS NULL AND cardinality(status_classes) = 0)),
  ADD CONSTRAINT "health_check_http_complete"
    CHECK (type <> 'http' OR (method IS NOT NULL AND cardinality(status_classes) > 0)),
  ADD CONSTRAINT "health_check_path_format" CHECK (path COLLATE "C" ~ '^/[A-Za-z0-9/.%?#&-]{1,79}$'),
  ADD CONSTRAINT "health_check_domain_format" CHECK (domain COLLATE "C" ~ '^[A-Za-z0-9.-]{1,80}$');
