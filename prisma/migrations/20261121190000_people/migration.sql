-- CreateEnum
CREATE TYPE "role" AS ENUM ('viewer', 'operator', 'region-admin', 'administrator');

-- CreateEnum
CREATE TYPE "user_link_kind" AS ENUM ('invitation', 'password-reset');

-- CreateEnum
CREATE TYPE "credential_kind" AS ENUM ('api-token', 'access-key');

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "credential_id" TEXT,
ADD COLUMN     "credential_name" TEXT;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "authenticated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "method" TEXT NOT NULL DEFAULT 'password',
ADD COLUMN     "second_factor" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "user_account" ADD COLUMN     "disabled_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_signed_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "password_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "two_factor_enabled" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "audit_seal" (
    "position" BIGINT NOT NULL,
    "entry_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,
    "pruned_position" BIGINT NOT NULL DEFAULT 0,
    "pruned_hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "two_factor" (
    "id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "failed_verification_count" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "two_factor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('team'::text),
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_member" (
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "access_grant" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('grt'::text),
    "user_id" TEXT,
    "team_id" TEXT,
    "region_id" TEXT,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_link" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('lnk'::text),
    "user_id" TEXT NOT NULL,
    "kind" "user_link_kind" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" TEXT NOT NULL,
    "kind" "credential_kind" NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT,
    "secret" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_address" TEXT,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential_scope" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('scp'::text),
    "credential_id" TEXT NOT NULL,
    "region_id" TEXT,
    "role" "role" NOT NULL,

    CONSTRAINT "credential_scope_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "security_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "two_factor_roles" "role"[] DEFAULT ARRAY[]::"role"[],
    "session_idle_minutes" INTEGER NOT NULL DEFAULT 720,
    "session_lifetime_hours" INTEGER NOT NULL DEFAULT 168,
    "audit_retention_days" INTEGER NOT NULL DEFAULT 365,

    CONSTRAINT "security_settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_entry_unique" ON "audit_seal"("entry_id");

-- CreateIndex
CREATE INDEX "two_factor_user_idx" ON "two_factor"("user_id");

-- CreateIndex
CREATE INDEX "team_member_user_idx" ON "team_member"("user_id");

-- CreateIndex
CREATE INDEX "access_grant_user_idx" ON "access_grant"("user_id");

-- CreateIndex
CREATE INDEX "access_grant_team_idx" ON "access_grant"("team_id");

-- CreateIndex
CREATE INDEX "access_grant_region_idx" ON "access_grant"("region_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_link_token_unique" ON "user_link"("token_hash");

-- CreateIndex
CREATE INDEX "user_link_user_idx" ON "user_link"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "credential_token_unique" ON "credential"("token_hash");

-- CreateIndex
CREATE INDEX "credential_user_idx" ON "credential"("user_id");

-- CreateIndex
CREATE INDEX "credential_scope_credential_idx" ON "credential_scope"("credential_id");

-- CreateIndex
CREATE INDEX "credential_scope_region_idx" ON "credential_scope"("region_id");

-- CreateIndex
CREATE INDEX "audit_entry_region_idx" ON "audit_entry"("region_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_actor_idx" ON "audit_entry"("actor_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_entry_fk" FOREIGN KEY ("entry_id") REFERENCES "audit_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "two_factor" ADD CONSTRAINT "two_factor_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_team_fk" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_team_fk" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_link" ADD CONSTRAINT "user_link_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_user_fk" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential_scope" ADD CONSTRAINT "credential_scope_credential_fk" FOREIGN KEY ("credential_id") REFERENCES "credential"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential_scope" ADD CONSTRAINT "credential_scope_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- what the schema cannot say

ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_holder_one" CHECK (("user_id" IS NULL) <> ("team_id" IS NULL));
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_administrator_everywhere" CHECK ("role" <> 'administrator' OR "region_id" IS NULL);
CREATE UNIQUE INDEX "access_grant_unique" ON "access_grant" (coalesce("user_id", ''), coalesce("team_id", ''), coalesce("region_id", ''));
CREATE UNIQUE INDEX "team_name_unique" ON "team" (lower("name"));
CREATE UNIQUE INDEX "credential_scope_unique" ON "credential_scope" ("credential_id", coalesce("region_id", ''));
ALTER TABLE "credential" ADD CONSTRAINT "credential_proof_of_kind" CHECK (
  CASE "kind" WHEN 'api-token' THEN "token_hash" IS NOT NULL AND "secret" IS NULL ELSE "secret" IS NOT NULL AND "token_hash" IS NULL END);
ALTER TABLE "user_link" ADD CONSTRAINT "user_link_expires_later" CHECK ("expires_at" > "created_at");
ALTER TABLE "session" ADD CONSTRAINT "session_method_known" CHECK ("method" IN ('password', 'oidc'));
ALTER TABLE "security_settings" ADD CONSTRAINT "security_settings_one_row" CHECK ("id" = 1);
ALTER TABLE "security_settings" ADD CONSTRAINT "security_settings_session_idle_range" CHECK ("session_idle_minutes" BETWEEN 5 AND 10080);
ALTER TABLE "security_settings" ADD CONSTRAINT "security_settings_session_lifetime_range" CHECK ("session_lifetime_hours" BETWEEN 1 AND 720);
ALTER TABLE "security_settings" ADD CONSTRAINT "security_settings_audit_retention_range" CHECK ("audit_retention_days" BETWEEN 30 AND 3650);
INSERT INTO "security_settings" DEFAULT VALUES;

-- What a user may do: the highest role in each region, by grants of their own and of their teams. Region null: in all regions.
CREATE FUNCTION "openslb_roles"(p_user_id text) RETURNS TABLE ("region_id" text, "role" "role")
LANGUAGE sql STABLE AS $$
  SELECT g.region_id, max(g.role)
  FROM access_grant g
  WHERE (g.user_id = p_user_id OR g.team_id IN (SELECT m.team_id FROM team_member m WHERE m.user_id = p_user_id))
    AND EXISTS (SELECT 1 FROM user_account u WHERE u.id = p_user_id AND u.disabled_at IS NULL)
  GROUP BY g.region_id
$$;

-- Whoever could use the console before this migration goes on as an administrator.
INSERT INTO "access_grant" ("user_id", "role", "created_by") SELECT "id", 'administrator', 'OpenSLB' FROM "user_account";

-- As long as there are users, one of them can administer.
CREATE FUNCTION "openslb_require_administrator"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  -- Two who remove each other queue here; the second then finds nobody left.
  PERFORM pg_advisory_xact_lock(hashtext('openslb_administrators'));
  IF EXISTS (SELECT 1 FROM user_account) AND NOT EXISTS (
    SELECT 1 FROM access_grant g
    LEFT JOIN team_member m ON m.team_id = g.team_id
    JOIN user_account u ON u.id = coalesce(g.user_id, m.user_id) AND u.disabled_at IS NULL
    WHERE g.role = 'administrator') THEN
    RAISE EXCEPTION 'LastAdministrator: at least one user who is not disabled has to be an administrator';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "access_grant_administrator_left" AFTER UPDATE OR DELETE ON "access_grant"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD."role" = 'administrator') EXECUTE FUNCTION "openslb_require_administrator"();
CREATE CONSTRAINT TRIGGER "team_member_administrator_left" AFTER UPDATE OR DELETE ON "team_member"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "openslb_require_administrator"();
CREATE CONSTRAINT TRIGGER "user_administrator_left" AFTER UPDATE OF "disabled_at" ON "user_account"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."disabled_at" IS NOT NULL) EXECUTE FUNCTION "openslb_require_administrator"();
