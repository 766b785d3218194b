-- DropIndex
DROP INDEX "two_factor_user_idx";

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "last_active_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "two_factor" ADD COLUMN     "last_step" INTEGER;

-- CreateIndex
CREATE UNIQUE INDEX "two_factor_user_unique" ON "two_factor"("user_id");
