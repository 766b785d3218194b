-- Names and addresses of people as domain/ has them, against any writer.
ALTER TABLE "team" ADD CONSTRAINT "team_name_length" CHECK (char_length("name") BETWEEN 1 AND 80);
ALTER TABLE "user_account" ADD CONSTRAINT "user_name_length" CHECK (char_length("name") BETWEEN 1 AND 80);
ALTER TABLE "user_account" ADD CONSTRAINT "user_email_lower" CHECK ("email" = lower("email"));
