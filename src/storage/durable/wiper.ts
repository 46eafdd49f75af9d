import { getTableName, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import {
  emailProofs,
  mails,
  messages,
  securityEvents,
  subscribers,
  suppressions,
  surveyAnswers,
} from './schema.ts';

/** Tables with something of a person. */
export const PERSONAL = {
  messages,
  subscribers,
  suppressions,
  surveyAnswers,
  mails,
  securityEvents,
  emailProofs,
};
const NAMES = Object.values(PERSONAL).map((table) => getTableName(table));

/** Gives a line to the database for work that may take long, outside of a transaction. */
export type WithLine = <Result>(work: (db: Database) => Promise<Result>) => Promise<Result>;

/**
 * W6, W11: an erased row is no longer found, but its bytes stay in the files of a table, also after a plain VACUUM, and in
 * the journal. Wiping writes the tables anew and begins a new journal, where the database lets us.
 */
export class Wiper {
  readonly #withLine: WithLine;
  /** By table, what was changed in it before it was last written anew. */
  readonly #wiped = new Map<string, string>();
  /** Whether samples of columns that a migration dropped are out of the files, too. */
  #hasWipedSamples = false;

  constructor(withLine: WithLine) {
    this.#withLine = withLine;
  }

  /**
   * Wipes what was changed since the last time.
   *
   * @param all also where no change is known
   * @returns how many tables were written anew
   * @throws AggregateError of what could not be
   */
  wipe(all: boolean): Promise<number> {
    return this.#withLine((db) => this.#wipe(db, all));
  }

  async #wipe(db: Database, all: boolean): Promise<number> {
    const errors: unknown[] = [];
    let count = 0;
    // Somebody who forgets a transaction must not let everybody else wait.
    await db.execute(sql`set lock_timeout = '3s'`);
    for (const { name, changes, holds } of await changesOf(db)) {
      if (!holds || (!all && this.#wiped.get(name) === changes)) continue;
      try {
        // What an open transaction may still see is not wiped: that is for the next time.
        const isSeen = await hasOtherTransactions(db);
        await db.execute(sql`vacuum (full) ${sql.identifier(name)}`);
        count += 1;
        if (isSeen) this.#wiped.delete(name);
        else this.#wiped.set(name, changes);
      } catch (error) {
        this.#wiped.delete(name);
        errors.push(error);
      }
    }
    const hasWipedSamples = await this.#wipeSamples(db).catch((error: unknown) => {
      errors.push(error);
      return false;
    });
    if (count > 0 || hasWipedSamples) await beginJournal(db).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'not everything that was erased could be wiped');
    return count;
  }

  /**
   * Once is enough, since no more are taken. Only the owner of the database may; for others nothing happens.
   *
   * @returns whether it was done now
   */
  async #wipeSamples(db: Database): Promise<boolean> {
    if (this.#hasWipedSamples) return false;
    const isSeen = await hasOtherTransactions(db);
    await db.execute(sql`vacuum (full) pg_catalog.pg_statistic`);
    this.#hasWipedSamples = !isSeen;
    return true;
  }
}

interface Changes {
  readonly name: string;
  /** Another text after each change. */
  readonly changes: string;
  /** Whether its files hold anything; an index that is empty has one page. */
  readonly holds: boolean;
}

async function changesOf(db: Database): Promise<Changes[]> {
  await db.execute(sql`select pg_stat_clear_snapshot()`);
  const names = sql.join(
    NAMES.map((name) => sql`${name}`),
    sql`, `,
  );
  const found = await db.execute(sql`
    select s.relname as name, concat_ws(' ', s.n_tup_upd, s.n_tup_del, s.n_dead_tup) as changes,
      pg_relation_size(c.oid) > 0
        or (c.reltoastrelid <> 0 and pg_relation_size(c.reltoastrelid) > 0)
        or exists (select from pg_index i where i.indrelid = c.oid and pg_relation_size(i.indexrelid) > 8192) as holds
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.schemaname = current_schema() and s.relname in (${names})
    order by s.relname`);
  return (found as { rows: unknown[] }).rows as Changes[];
}

async function hasOtherTransactions(db: Database): Promise<boolean> {
  const found = await db.execute(
    sql`select 1 from pg_stat_activity where backend_xmin is not null and pid <> pg_backend_pid() limit 1`,
  );
  return (found as { rows: unknown[] }).rows.length > 0;
}

/** Lets the journal with what was erased go, as far as this user may. */
async function beginJournal(db: Database): Promise<void> {
  const found = await db.execute(sql`
    select has_function_privilege('pg_switch_wal()', 'execute') as switches,
      exists (select from pg_roles where rolname = current_user and rolsuper)
        or exists (select from pg_roles where rolname = 'pg_checkpoint' and pg_has_role(oid, 'member')) as checkpoints`);
  const [may] = (found as { rows: unknown[] }).rows as { switches: boolean; checkpoints: boolean }[];
  if (may?.switches) await db.execute(sql`select pg_switch_wal()`);
  if (may?.checkpoints) await db.execute(sql`checkpoint`);
}
