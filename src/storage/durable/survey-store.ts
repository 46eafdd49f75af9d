import { and, count, desc, eq, lt } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Page } from './operator-store.ts';
import { surveyAnswers } from './schema.ts';

/** W4: what somebody answered to a survey. */
export interface SurveyAnswer {
  /** A UUID the form made: a form sent twice is one answer. */
  readonly id: string;
  readonly surveyId: string;
  /** By the ids of questions; several choices are a list. */
  readonly answers: Readonly<Record<string, string | string[]>>;
  /** null: anonymous. */
  readonly email: string | null;
  readonly answeredAt: Date;
}

export interface SurveyStore {
  /** @returns false: an answer of this id is there already, and stays as it was */
  add(answer: SurveyAnswer): Promise<boolean>;
  /** Newest first. */
  list(surveyId: string, page: Page): Promise<SurveyAnswer[]>;
  /** How many answers each survey has. */
  numbers(): Promise<Record<string, number>>;
  /** Removing what is not there is well. */
  remove(surveyId: string, id: string): Promise<void>;
  /** W11: everything under an address. */
  of(email: string): Promise<SurveyAnswer[]>;
  /** W11. @returns how many */
  eraseOf(email: string): Promise<number>;
  /** Keeps the period of the policy. @returns how many were older */
  eraseBefore(time: Date): Promise<number>;
}

export function createSurveyStore(db: Database): SurveyStore {
  const table = surveyAnswers;
  return {
    async add({ answers, ...rest }) {
      const values = { ...rest, answers: { ...answers } };
      const added = db.insert(table).values(values).onConflictDoNothing().returning({ id: table.id });
      return (await added).length === 1;
    },
    list: (surveyId, { limit, offset = 0 }) =>
      db
        .select()
        .from(table)
        .where(eq(table.surveyId, surveyId))
        .orderBy(desc(table.answeredAt), table.id)
        .limit(limit)
        .offset(offset),
    async numbers() {
      const lines = await db
        .select({ surveyId: table.surveyId, count: count() })
        .from(table)
        .groupBy(table.surveyId);
      return Object.fromEntries(lines.map((line) => [line.surveyId, line.count]));
    },
    async remove(surveyId, id) {
      await db.delete(table).where(and(eq(table.surveyId, surveyId), eq(table.id, id)));
    },
    of: (email) => db.select().from(table).where(eq(table.email, email)),
    async eraseOf(email) {
      return (await db.delete(table).where(eq(table.email, email)).returning({ id: table.id })).length;
    },
    async eraseBefore(time) {
      return (await db.delete(table).where(lt(table.answeredAt, time)).returning({ id: table.id })).length;
    },
  };
}
