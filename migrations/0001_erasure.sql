-- ANALYZE keeps samples of columns, which would outlive the rows they came from.
ALTER TABLE "messages"
	ALTER COLUMN "name" SET STATISTICS 0,
	ALTER COLUMN "email" SET STATISTICS 0,
	ALTER COLUMN "telephone" SET STATISTICS 0,
	ALTER COLUMN "text" SET STATISTICS 0,
	ALTER COLUMN "answer" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "subscribers"
	ALTER COLUMN "email" SET STATISTICS 0,
	ALTER COLUMN "name" SET STATISTICS 0,
	ALTER COLUMN "token_hash" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "suppressions"
	ALTER COLUMN "email_hash" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "survey_answers"
	ALTER COLUMN "answers" SET STATISTICS 0,
	ALTER COLUMN "email" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "mails"
	ALTER COLUMN "recipient" SET STATISTICS 0,
	ALTER COLUMN "subject" SET STATISTICS 0,
	ALTER COLUMN "text" SET STATISTICS 0,
	ALTER COLUMN "html" SET STATISTICS 0,
	ALTER COLUMN "headers" SET STATISTICS 0,
	ALTER COLUMN "error" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "security_events"
	ALTER COLUMN "address" SET STATISTICS 0,
	ALTER COLUMN "event" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "email_proofs"
	ALTER COLUMN "token_hash" SET STATISTICS 0,
	ALTER COLUMN "email" SET STATISTICS 0;
--> statement-breakpoint
CREATE INDEX "security_events_at" ON "security_events" USING btree ("at");
--> statement-breakpoint
CREATE TABLE "published_weeks" (
	"week" timestamp with time zone PRIMARY KEY NOT NULL,
	"report" jsonb NOT NULL
);
