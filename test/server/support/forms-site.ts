import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../../../src/server/http/log.ts';
import type { Message } from '../../../src/storage/durable/durable-store.ts';
import { type RunningPostgres, startPostgres } from '../../devices/postgres.ts';
import { importBuilt } from './built.ts';
import { serve } from './served.ts';
import { open, type Visitor } from './visitor.ts';

const { startSite } =
  await importBuilt<typeof import('../../../src/server/site/start-site.ts')>('server/site/start-site.js');

/** The website's forms over HTTPS, with a clock of the test's own. */
export interface FormsSite {
  /** ms; the site's clock. */
  now: number;
  readonly database: RunningPostgres | null;
  /** A visitor from an address of their own: forms are limited per address. */
  somebody(): Visitor;
  /** What is in a form that a person filled, who takes a while. */
  filled(visitor: Visitor, form: string, fields: Record<string, string>): Promise<Record<string, string>>;
  /** The messages that were kept, newest first. */
  kept(): Promise<Message[]>;
  /** Gives a message its answer. */
  answer(id: string): Promise<boolean>;
  /** All lines of the log so far. */
  log(): string;
  close(): Promise<void>;
}

export async function startForms(kind: 'embedded' | 'postgres'): Promise<FormsSite> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'zipsocket-forms-'));
  const database = kind === 'postgres' ? await startPostgres() : null;
  const lines: string[] = [];
  const clock = { now: Date.UTC(2030, 0, 1) };
  const none = {
    ...{ policyDir: null, contactEmail: null, processors: null, publicUrl: null, smtp: null },
    ...{ operatorTokenHash: null, port: 1, mailPerMinute: 60, retentionDays: {} },
  };
  const site = startSite({
    config: { ...none, dataDir, databaseUrl: database?.url ?? null },
    now: () => clock.now,
    origin: () => 'https://zipsocket.example',
    log: createLog('info', { write: (line) => void lines.push(line) }),
  });
  const served = await serve({ site });
  let visitors = 1;
  const forms: FormsSite = {
    database,
    get now() {
      return clock.now;
    },
    set now(time) {
      clock.now = time;
    },
    somebody() {
      visitors += 1;
      return open(`https://localhost:${served.door.port}`, { from: `127.0.0.${visitors}` });
    },
    async filled(visitor, form, fields) {
      const hidden = await visitor.hidden(`/${form}`);
      forms.now += 5_000;
      return { ...hidden, website: '', age: 'open', name: '', email: '', telephone: '', ...fields };
    },
    kept: () => site.store.messages.list({ limit: 1_000 }),
    answer: (id) => site.store.messages.answer(id, 'Yes.', new Date(clock.now)),
    log: () => lines.join('') + served.log(),
    async close() {
      await served.close();
      await site.close();
      await database?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return forms;
}
