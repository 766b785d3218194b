-- Names and addresses of people as domain/ has them, against any writer.
ALTER TABLE "team" ADD CONSTRAINT "team_name_length" CHECK (char_length("name") BETWEEN 1 AND 80);
ALTER TABLE "user_account" ADD CONSTRAINT "user_name_length" CHECK (char_length("name") BETWEEN 1 AND 80) NOT VALID;
ALTER TABLE "user_account" ADD CONSTRAINT "user_email_lower" CHECK ("email" = lower("email")) NOT VALID;

-- A sign-in that began before its user was disabled gets no session either.
CREATE FUNCTION "openslb_refuse_session_of_disabled"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  -- The lock waits for whoever disables the user at this moment.
  IF EXISTS (SELECT 1 FROM (SELECT disabled_at FROM user_account WHERE id = NEW.user_id FOR SHARE) u WHERE u.disabled_at IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "session_user_enabled" BEFORE INSERT ON "session"
  FOR EACH ROW EXECUTE FUNCTION "openslb_refuse_session_of_disabled"();
