import { and, count, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Kept } from './durable-store.ts';
import type { Page } from './operator-store.ts';
import { surveyAnswers } from './schema.ts';

/** W4: what somebody answered to a survey. */
export interface SurveyAnswer {
  /** A UUID the form made: a form sent twice is one answer, as it was sent last. */
  readonly id: string;
  readonly surveyId: string;
  /** By the ids of questions; several choices are a list. */
  readonly answers: Readonly<Record<string, string | string[]>>;
  /** null: anonymous. */
  readonly email: string | null;
  readonly answeredAt: Date;
}

export interface SurveyStore {
  /** Keeps an answer; one of this id with other content takes its place: somebody changed it, and sent it again. */
  add(answer: SurveyAnswer): Promise<Exclude<Kept, 'answered'>>;
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
      const [kept] = await db
        .insert(table)
        .values(values)
        .onConflictDoUpdate({
          target: table.id,
          set: { answers: values.answers, email: rest.email, answeredAt: rest.answeredAt },
          setWhere: sql`${table.surveyId} = excluded.survey_id
            and (${table.answers}, ${table.email}) is distinct from (excluded.answers, excluded.email)`,
        })
        .returning({ isNew: sql<boolean>`xmax = 0` });
      return kept === undefined ? 'same' : kept.isNew ? 'new' : 'changed';
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
