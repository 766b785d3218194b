ALTER TABLE "credential" ADD CONSTRAINT "credential_name_length" CHECK (char_length("name") BETWEEN 1 AND 80);
ALTER TABLE "credential" ADD CONSTRAINT "credential_expires_later" CHECK ("expires_at" > "created_at");
ALTER TABLE "credential_scope" ADD CONSTRAINT "credential_scope_administrator_everywhere"
  CHECK ("role" <> 'administrator' OR "region_id" IS NULL);

-- For what removes those that expired long ago.
CREATE INDEX "credential_expires_idx" ON "credential" ("expires_at");

CREATE FUNCTION "openslb_limit_credentials"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  -- Two that are made at once queue at their user; the second then counts the first.
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM credential WHERE user_id = NEW.user_id) > 20 THEN
    RAISE EXCEPTION 'CredentialNumberOverLimit: A user has at most 20 API tokens and access keys: revoke one first'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credential_number_limit';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "credential_number_limit" AFTER INSERT OR UPDATE OF "user_id" ON "credential"
  FOR EACH ROW EXECUTE FUNCTION "openslb_limit_credentials"();
