import type { AuditAction } from '../../shared/operator.ts';
import type { FieldSpec } from '../../shared/site-forms.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { Notice } from '../../storage/durable/operator-store.ts';
import { readFields, readHidden } from '../forms/read-form.ts';
import type { FieldsOutcome } from './inbox.ts';

const DAY_MS = 86_400_000;

export const NOTICE_FIELDS: readonly FieldSpec[] = [
  { name: 'text', kind: 'area', required: true, maxLength: 500 },
  { name: 'from', kind: 'date', required: true, maxLength: 10 },
  { name: 'until', kind: 'date', required: true, maxLength: 10 },
];

/** W3: notices of the operator for the home page. */
export class Notices {
  readonly #store: Pick<DurableStore, 'notices' | 'audit'>;
  readonly #now: () => number;
  #known: Notice[] = [];

  constructor(store: Pick<DurableStore, 'notices' | 'audit'>, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Those that are shown now, the newest first, as last read: the home page does not wait for the database. */
  current(): readonly Notice[] {
    const now = this.#now();
    return this.#known.filter(({ from, until }) => from.getTime() <= now && now < until.getTime());
  }

  /** Reads them anew; other servers may have changed them. */
  async refresh(): Promise<readonly Notice[]> {
    const all = await this.#store.notices.list();
    this.#known = [...all].sort((a, b) => b.from.getTime() - a.from.getTime());
    return all;
  }

  /** Both days are whole ones, in UTC. */
  async add(body: unknown): Promise<FieldsOutcome> {
    const { values, errors } = readFields(NOTICE_FIELDS, body);
    const { text = '', from = '', until = '' } = values;
    const times = { from: new Date(from), until: new Date(Date.parse(until) + DAY_MS) };
    if (!errors.from && !errors.until && times.until <= times.from) errors.until = 'bad-order';
    const { id } = readHidden(body);
    if (id === null) errors[''] = 'too-old';
    if (id === null || Object.keys(errors).length > 0) return { values, errors };
    if (await this.#store.notices.add({ id, text, ...times })) await this.#note('notice-added');
    await this.refresh();
    return null;
  }

  async remove(id: string): Promise<void> {
    await this.#store.notices.remove(id);
    await this.#note('notice-deleted');
    await this.refresh();
  }

  #note(action: AuditAction): Promise<void> {
    return this.#store.audit.add({ at: new Date(this.#now()), action });
  }
}
