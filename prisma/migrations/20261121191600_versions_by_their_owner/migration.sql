-- Versions are written by this trigger and by nobody else: it runs with the rights of the tables' owner, so that who changes a
-- resource needs none on resource_version (prisma/rights.ts). What it calls is looked for in this schema alone; a temporary
-- table or function of the caller takes nobody's place.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION openslb_versioned() SECURITY DEFINER SET search_path = %I, pg_temp', current_schema());
END $$;
