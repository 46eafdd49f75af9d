import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { countBatches, counts, publishedWeeks } from './schema.ts';

/** W6, W8: how often something was counted in an hour. */
export interface CountRow {
  /** The hour's beginning. */
  readonly hour: Date;
  readonly measure: string;
  readonly value: string;
  readonly count: number;
}

export interface CountBatch {
  /** A UUID: a batch that comes again, since nobody knows whether it arrived, is counted once. */
  readonly id: string;
  readonly at: Date;
  /** Each hour, measure and value once. */
  readonly rows: readonly CountRow[];
}

interface Span {
  readonly from: Date;
  /** Itself not in it. */
  readonly until: Date;
}

/** W10: what was published of a week. */
export interface Publication {
  /** The week's beginning. */
  readonly week: Date;
  readonly report: unknown;
}

/** W6, W8, W10: the statistics. Neither an address nor anybody's id is in them. */
export interface CountStore {
  /** Adds to what is there. @returns false: this batch was added before */
  add(batch: CountBatch): Promise<boolean>;
  /** Sums over a span, the largest first. */
  sums(span: Span): Promise<Omit<CountRow, 'hour'>[]>;
  /** Sums per day (UTC) of one measure, or of all, oldest first; a day's `hour` is its beginning. */
  days(measure: string | null, span: Span): Promise<CountRow[]>;
  /** W10: the first publication of a week stays. */
  publish(publication: Publication): Promise<void>;
  /** W10: of the weeks that begin in a span, the last one first. */
  published(span: Span): Promise<Publication[]>;
}

/** Rows that one statement takes. */
const ROWS = 1_000;

export function createCountStore(db: Database): CountStore {
  const within = ({ from, until }: Span) => and(gte(counts.hour, from), lt(counts.hour, until));
  const total = sql<number>`sum(${counts.count})`.mapWith(Number);
  return {
    add: ({ id, at, rows }) =>
      db.transaction(async (tx) => {
        const marked = await tx.insert(countBatches).values({ id, at }).onConflictDoNothing().returning();
        if (marked.length === 0) return false;
        for (let start = 0; start < rows.length; start += ROWS) {
          await tx
            .insert(counts)
            .values(rows.slice(start, start + ROWS))
            .onConflictDoUpdate({
              target: [counts.hour, counts.measure, counts.value],
              set: { count: sql`${counts.count} + excluded.count` },
            });
        }
        return true;
      }),
    sums: (span) =>
      db
        .select({ measure: counts.measure, value: counts.value, count: total })
        .from(counts)
        .where(within(span))
        .groupBy(counts.measure, counts.value)
        .orderBy(asc(counts.measure), desc(total), asc(counts.value)),
    days(measure, span) {
      const day = sql<Date>`date_trunc('day', ${counts.hour}, 'UTC')`.mapWith(counts.hour);
      return db
        .select({ hour: day, measure: counts.measure, value: counts.value, count: total })
        .from(counts)
        .where(and(within(span), measure === null ? undefined : eq(counts.measure, measure)))
        .groupBy(sql`1`, counts.measure, counts.value)
        .orderBy(sql`1`, asc(counts.measure), asc(counts.value));
    },
    async publish(publication) {
      await db.insert(publishedWeeks).values(publication).onConflictDoNothing();
    },
    published: ({ from, until }) =>
      db
        .select()
        .from(publishedWeeks)
        .where(and(gte(publishedWeeks.week, from), lt(publishedWeeks.week, until)))
        .orderBy(desc(publishedWeeks.week)),
  };
}
