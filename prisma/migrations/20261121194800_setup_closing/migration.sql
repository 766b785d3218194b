-- CreateTable
CREATE TABLE "setup_closing" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "closed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setup_closing_pkey" PRIMARY KEY ("id")
);

-- ---------------------------------------------------------------- the setup link is for the first start

ALTER TABLE "setup_closing" ADD CONSTRAINT "setup_closing_one_row" CHECK ("id" = 1);
INSERT INTO "setup_closing" SELECT 1 WHERE EXISTS (SELECT FROM user_account);
DELETE FROM "setup_token" WHERE EXISTS (SELECT FROM user_account) AND "used_at" IS NULL;

-- Whoever writes the first user closes the setup. With the rights of the owner: nobody else writes this table.
CREATE FUNCTION "openslb_close_setup"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT FROM user_account) THEN
    INSERT INTO setup_closing DEFAULT VALUES ON CONFLICT DO NOTHING;
    DELETE FROM setup_token WHERE used_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "user_account_closes_setup" AFTER INSERT ON "user_account"
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_close_setup();

CREATE FUNCTION "openslb_refuse_setup_token"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM setup_closing) THEN
    RAISE EXCEPTION 'SetupClosed: This setup link was used already, was replaced by a newer one, has expired, or is unknown';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "setup_token_closed" BEFORE INSERT ON "setup_token"
  FOR EACH ROW EXECUTE FUNCTION openslb_refuse_setup_token();

DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION openslb_close_setup() SET search_path = %I, pg_temp', current_schema());
END $$;
