-- AlterEnum
ALTER TYPE "health_check_type" ADD VALUE 'http';

-- CreateEnum
CREATE TYPE "http_check_method" AS ENUM ('GET', 'HEAD');

-- CreateEnum
CREATE TYPE "http_status_class" AS ENUM ('http_2xx', 'http_3xx', 'http_4xx', 'http_5xx');

-- AlterTable
ALTER TABLE "health_check"
  ADD COLUMN "method" "http_check_method",
  ADD COLUMN "path" TEXT,
  ADD COLUMN "domain" TEXT,
  ADD COLUMN "status_classes" "http_status_class"[] NOT NULL DEFAULT ARRAY[]::"http_status_class"[];
