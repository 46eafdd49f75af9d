-- Some of this was in the first two files for a while, so a database may have it already.
ALTER TABLE "subscribers"
	ADD COLUMN IF NOT EXISTS "wording" text,
	ADD COLUMN IF NOT EXISTS "consent_source" text,
	ADD COLUMN IF NOT EXISTS "consent_date" date;
--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN IF NOT EXISTS "recent" text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE "email_proofs" ADD COLUMN IF NOT EXISTS "made_at" timestamp with time zone;
--> statement-breakpoint
UPDATE "email_proofs" SET "made_at" = "until" - interval '1 hour' WHERE "made_at" IS NULL;
--> statement-breakpoint
-- The default is for a server of the version before, which may still run beside this one.
ALTER TABLE "email_proofs"
	ALTER COLUMN "made_at" SET DEFAULT now(),
	ALTER COLUMN "made_at" SET NOT NULL;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "published_weeks" (
	"week" timestamp with time zone PRIMARY KEY NOT NULL,
	"report" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscribers" ALTER COLUMN "consent_source" SET STATISTICS 0;
--> statement-breakpoint
-- Samples that ANALYZE took before it was told to take none: giving a column its type again drops them, and writes
-- neither table nor index anew.
ALTER TABLE "messages"
	ALTER COLUMN "name" TYPE text,
	ALTER COLUMN "email" TYPE text,
	ALTER COLUMN "telephone" TYPE text,
	ALTER COLUMN "text" TYPE text,
	ALTER COLUMN "answer" TYPE text;
--> statement-breakpoint
ALTER TABLE "subscribers"
	ALTER COLUMN "email" TYPE text,
	ALTER COLUMN "name" TYPE text,
	ALTER COLUMN "token_hash" TYPE text,
	ALTER COLUMN "consent_source" TYPE text;
--> statement-breakpoint
ALTER TABLE "suppressions"
	ALTER COLUMN "email_hash" TYPE text;
--> statement-breakpoint
ALTER TABLE "survey_answers"
	ALTER COLUMN "answers" TYPE jsonb,
	ALTER COLUMN "email" TYPE text;
--> statement-breakpoint
ALTER TABLE "mails"
	ALTER COLUMN "recipient" TYPE text,
	ALTER COLUMN "subject" TYPE text,
	ALTER COLUMN "text" TYPE text,
	ALTER COLUMN "html" TYPE text,
	ALTER COLUMN "headers" TYPE jsonb,
	ALTER COLUMN "error" TYPE text;
--> statement-breakpoint
ALTER TABLE "security_events"
	ALTER COLUMN "address" TYPE text,
	ALTER COLUMN "event" TYPE text;
--> statement-breakpoint
ALTER TABLE "email_proofs"
	ALTER COLUMN "token_hash" TYPE text,
	ALTER COLUMN "email" TYPE text;
