import {
  bigserial,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

/*
 * What the website keeps (W4 to W11). Nothing of a meeting is here (C11). Every table with something personal in it is
 * named in `src/site/kept-data.ts`, with how long it is kept. The same tables as SQL: /migrations.
 */
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** W4: feedback, and requests for information. The id is made by the form, so that a form sent twice is one message. */
export const messages = pgTable('messages', {
  id: uuid('id').primaryKey(),
  kind: text('kind', { enum: ['feedback', 'information'] }).notNull(),
  name: text('name'),
  email: text('email'),
  telephone: text('telephone'),
  text: text('text').notNull(),
  receivedAt: time('received_at').notNull(),
  answeredAt: time('answered_at'),
  answer: text('answer'),
});

/** W4, W5: who asked for news. Addresses are in lower case. */
export const subscribers = pgTable('subscribers', {
  email: text('email').primaryKey(),
  name: text('name'),
  state: text('state', { enum: ['asked', 'confirmed'] }).notNull(),
  /** SHA-256 of the token in the confirmation mail. */
  tokenHash: text('token_hash').notNull(),
  source: text('source', { enum: ['form', 'import'] }).notNull(),
  askedAt: time('asked_at').notNull(),
  confirmedAt: time('confirmed_at'),
  /** W8: opened mails are counted, in aggregate only. */
  countsOpens: boolean('counts_opens').notNull().default(true),
  /** Which text of ours somebody agreed to, see `src/shared/news.ts`; null: imported. */
  wording: text('wording'),
  /** Of who was imported: where they asked for it, in the operator's words, and on which day. */
  consentSource: text('consent_source'),
  consentDate: date('consent_date', { mode: 'string' }),
});

/** W5: who wants no news, as a keyed hash: it outlives the address itself (W11). */
export const suppressions = pgTable('suppressions', {
  emailHash: text('email_hash').primaryKey(),
  since: time('since').notNull(),
  why: text('why', { enum: ['unsubscribed', 'bounced', 'complained', 'erased'] }).notNull(),
});

/** W4: answers to a survey; anonymous unless an address was offered. */
export const surveyAnswers = pgTable('survey_answers', {
  id: uuid('id').primaryKey(),
  surveyId: text('survey_id').notNull(),
  answers: jsonb('answers').$type<Record<string, string | string[]>>().notNull(),
  email: text('email'),
  answeredAt: time('answered_at').notNull(),
});

/** W4: news to the mailing list. */
export const campaigns = pgTable('campaigns', {
  id: uuid('id').primaryKey(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  state: text('state', { enum: ['draft', 'sending', 'paused', 'sent'] }).notNull(),
  createdAt: time('created_at').notNull(),
  startedAt: time('started_at'),
  /** W8: openings, machine openings left out; nobody's in particular. */
  opens: integer('opens').notNull().default(0),
  /** What became of its last mails: a `1` for each that was refused for good, a `0` for each other. */
  recent: text('recent').notNull().default(''),
});

/** The queue of mails. Of a campaign nobody has two. */
export const mails = pgTable(
  'mails',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: ['confirmation', 'answer', 'rights', 'operator', 'test', 'news'] }).notNull(),
    campaignId: uuid('campaign_id'),
    recipient: text('recipient').notNull(),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    html: text('html'),
    headers: jsonb('headers').$type<Record<string, string>>().notNull(),
    state: text('state', { enum: ['waiting', 'sending', 'sent', 'failed', 'unknown'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    queuedAt: time('queued_at').notNull(),
    dueAt: time('due_at').notNull(),
    sentAt: time('sent_at'),
    error: text('error'),
  },
  (table) => [
    uniqueIndex('mails_once').on(table.campaignId, table.recipient),
    index('mails_due').on(table.state, table.dueAt),
  ],
);

/** W6, W8: how often something was counted in an hour. Neither an address nor anybody's id. */
export const counts = pgTable(
  'counts',
  {
    hour: time('hour').notNull(),
    /** Such as `page` or `referrer`. */
    measure: text('measure').notNull(),
    /** Such as `/privacy`. */
    value: text('value').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.measure, table.value] })],
);

/** Batches of counts that were added, so that one which comes again is counted once. The ids are of batches. */
export const countBatches = pgTable('count_batches', {
  id: uuid('id').primaryKey(),
  at: time('at').notNull(),
});

/** W10: what was published of a week, which never changes. */
export const publishedWeeks = pgTable('published_weeks', {
  /** Its beginning. */
  week: time('week').primaryKey(),
  report: jsonb('report').notNull(),
});

/** W6: the one place with addresses, for seven days. */
export const securityEvents = pgTable(
  'security_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: time('at').notNull(),
    address: text('address').notNull(),
    event: text('event').notNull(),
  },
  (table) => [index('security_events_at').on(table.at)],
);

/** W11: links sent to an address to prove that it is somebody's. */
export const emailProofs = pgTable('email_proofs', {
  tokenHash: text('token_hash').primaryKey(),
  email: text('email').notNull(),
  madeAt: time('made_at').notNull().defaultNow(),
  until: time('until').notNull(),
});

/** The operator's sessions. */
export const sessions = pgTable('sessions', {
  tokenHash: text('token_hash').primaryKey(),
  createdAt: time('created_at').notNull(),
  until: time('until').notNull(),
});

/** What the operator did; it names no person. */
export const auditLog = pgTable('audit_log', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  at: time('at').notNull(),
  action: text('action').notNull(),
});

/** W3: notices of the operator on the home page. */
export const notices = pgTable('notices', {
  id: uuid('id').primaryKey(),
  text: text('text').notNull(),
  from: time('from').notNull(),
  until: time('until').notNull(),
});

/** B3: the worst the retention gauge read in an hour, ms; null: nothing was held. */
export const gaugeHours = pgTable('gauge_hours', {
  hour: time('hour').primaryKey(),
  oldestAudioMs: integer('oldest_audio_ms'),
  oldestIdleMs: integer('oldest_idle_ms'),
  isBroken: boolean('is_broken').notNull(),
});

/** Keys that this server made for itself, such as the one of unsubscribe links. */
export const keys = pgTable('keys', {
  name: text('name').primaryKey(),
  /** Base64url. */
  key: text('key').notNull(),
});
