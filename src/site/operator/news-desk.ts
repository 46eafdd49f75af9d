import type { AuditAction } from '../../shared/operator.ts';
import type { FieldSpec } from '../../shared/site-forms.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import { readFields, readHidden } from '../forms/read-form.ts';
import { type Campaigns, draftSchema } from '../mail/campaigns.ts';
import type { ImportResult, Subscriptions } from '../mail/subscriptions.ts';
import type { RightsService } from '../rights/rights-service.ts';
import type { FieldsOutcome } from './inbox.ts';

type Fault = NonNullable<FieldsOutcome>;

/** Of a mail to the list, as `draftSchema` has it. */
export const DRAFT_FIELDS: readonly FieldSpec[] = [
  { name: 'subject', kind: 'text', required: true, maxLength: 150 },
  { name: 'text', kind: 'area', required: true, maxLength: 50_000 },
];
/** Where a test mail goes. */
export const TEST_FIELD: FieldSpec = { name: 'email', kind: 'email', required: true, maxLength: 254 };
/** People to import, and where and when they asked for it. */
export const IMPORT_FIELDS: readonly FieldSpec[] = [
  { name: 'people', kind: 'area', required: true, maxLength: 200_000 },
  { name: 'source', kind: 'text', required: true, maxLength: 200 },
  { name: 'asked', kind: 'date', required: true, maxLength: 10 },
];
/** Who is taken off the list, and of whom everything is erased. */
export const LEAVE_FIELD: FieldSpec = { name: 'leave', kind: 'email', required: true, maxLength: 254 };
export const ERASE_FIELD: FieldSpec = { name: 'erase', kind: 'email', required: true, maxLength: 254 };

export interface NewsDeskOptions {
  store: Pick<DurableStore, 'audit' | 'campaigns' | 'subscribers'>;
  campaigns: Campaigns;
  subscriptions: Subscriptions;
  rights: Pick<RightsService, 'eraseOf'>;
  now: () => number;
}

const isWrong = (errors: Fault['errors']) => Object.keys(errors).length > 0;

/** W4, W5: what the operator does with the mailing list, and the log of it, which names nobody. */
export class NewsDesk {
  readonly #options: NewsDeskOptions;

  constructor(options: NewsDeskOptions) {
    this.#options = options;
  }

  /** A form sent twice is one draft. @returns the draft's id, or what is wrong */
  async create(body: unknown): Promise<string | Fault> {
    const { store, campaigns } = this.#options;
    const { values, errors } = readFields(DRAFT_FIELDS, body);
    const { id } = readHidden(body);
    if (id === null) errors[''] = 'too-old';
    if (id === null || isWrong(errors)) return { values, errors };
    if ((await store.campaigns.find(id)) !== null) return id;
    await campaigns.create(draftSchema.parse(values), id);
    await this.#note('campaign-created');
    return id;
  }

  /** null: done; false: it is no draft any more. */
  async change(id: string, body: unknown): Promise<FieldsOutcome | false> {
    const { values, errors } = readFields(DRAFT_FIELDS, body);
    if (isWrong(errors)) return { values, errors };
    if (!(await this.#options.campaigns.change(id, draftSchema.parse(values)))) return false;
    await this.#note('campaign-changed');
    return null;
  }

  async remove(id: string): Promise<boolean> {
    const isRemoved = await this.#options.campaigns.remove(id);
    if (isRemoved) await this.#note('campaign-deleted');
    return isRemoved;
  }

  /** Sends it to one address. */
  async test(id: string, body: unknown): Promise<FieldsOutcome> {
    const { values, errors } = readFields([TEST_FIELD], body);
    if (isWrong(errors)) return { values, errors };
    const { email = '' } = values;
    if (await this.#options.campaigns.test(id, email)) await this.#note('campaign-tested');
    return null;
  }

  /** How many would get it now. */
  async readers(): Promise<number> {
    return (await this.#options.store.subscribers.count()).confirmed;
  }

  /** Of a list with nobody on it nothing begins. @returns false: it did not begin */
  async start(id: string): Promise<boolean> {
    if ((await this.readers()) === 0) return false;
    const isBegun = (await this.#options.campaigns.start(id)) !== null;
    if (isBegun) await this.#note('campaign-started');
    return isBegun;
  }

  async stop(id: string): Promise<void> {
    await this.#options.campaigns.stop(id);
    await this.#note('campaign-stopped');
  }

  /** Sends on a mail that was paused. */
  async resume(id: string): Promise<void> {
    if (await this.#options.campaigns.resume(id)) await this.#note('campaign-resumed');
  }

  /** What became of each line; `left`: the lines without an address, to be put right. */
  async import(body: unknown): Promise<{ result: ImportResult; left: string } | Fault> {
    const { values, errors } = readFields(IMPORT_FIELDS, body);
    const { people = '', source = '', asked = '' } = values;
    if (!errors.asked && asked > new Date(this.#options.now()).toISOString().slice(0, 10))
      errors.asked = 'in-future';
    if (isWrong(errors)) return { values, errors };
    const result = await this.#options.subscriptions.import(people, { source, date: asked });
    await this.#note('people-imported');
    const lines = people.split('\n');
    return { result, left: result.wrong.map((number) => lines[number - 1] ?? '').join('\n') };
  }

  /** W5: no news goes to this address from now on. */
  async unsubscribe(body: unknown): Promise<FieldsOutcome> {
    const { values, errors } = readFields([LEAVE_FIELD], body);
    if (isWrong(errors)) return { values, errors };
    const { leave = '' } = values;
    await this.#options.subscriptions.unsubscribe(leave.toLowerCase());
    await this.#note('person-unsubscribed');
    return null;
  }

  /** W11: everything under an address, for somebody who asked for it in another way than by our page. */
  async erase(body: unknown): Promise<FieldsOutcome> {
    const { values, errors } = readFields([ERASE_FIELD], body);
    if (isWrong(errors)) return { values, errors };
    const { erase = '' } = values;
    await this.#options.rights.eraseOf(erase);
    await this.#note('person-erased');
    return null;
  }

  #note(action: AuditAction): Promise<void> {
    return this.#options.store.audit.add({ at: new Date(this.#options.now()), action });
  }
}
