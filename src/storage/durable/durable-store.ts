import type { CountStore } from './count-store.ts';
import type { KeptStore } from './kept-store.ts';
import type { CampaignStore, KeyStore, MailStore, SubscriberStore } from './mail-types.ts';
import type {
  AuditStore,
  GaugeStore,
  NoticeStore,
  OverviewStore,
  Page,
  SessionStore,
} from './operator-store.ts';
import type { RightsStore } from './rights-store.ts';
import type { SecurityStore } from './security-store.ts';
import type { SurveyStore } from './survey-store.ts';

/** W4: feedback, or a request for information. */
export interface Message {
  /** A UUID the form made: a form sent twice is one message, as it was sent last. */
  readonly id: string;
  readonly kind: 'feedback' | 'information';
  readonly name: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly text: string;
  readonly receivedAt: Date;
  readonly answeredAt: Date | null;
  readonly answer: string | null;
}

/**
 * What became of what was sent: it is `new`, `changed` what was sent before, is the `same`, or stays out, since what was
 * sent before was `answered`.
 */
export type Kept = 'new' | 'changed' | 'same' | 'answered';

/** What came by forms. */
export interface MessageStore {
  /**
   * Keeps a message. One of this id with other content takes its place, and drops the operator's copy of it by mail:
   * somebody changed their form, and sent it again.
   */
  add(message: Omit<Message, 'answeredAt' | 'answer'>): Promise<Kept>;
  /** Newest first. */
  list(page: Page): Promise<Message[]>;
  count(): Promise<number>;
  /** null: there is none. */
  get(id: string): Promise<Message | null>;
  /** @returns false: there is no such message, or it has its answer already */
  answer(id: string, answer: string, at: Date): Promise<boolean>;
  /** Removing what is not there is well. */
  remove(id: string): Promise<void>;
  /** W11: everything under an address. */
  of(email: string): Promise<Message[]>;
  /** W11. @returns how many */
  eraseOf(email: string): Promise<number>;
  /** Keeps the period of the policy. @returns how many were older */
  eraseBefore(time: Date): Promise<number>;
}

/**
 * Where durable data is kept: a Postgres, or an embedded one in a folder. Each call is atomic. Calls wait while the
 * store opens, and are rejected with {@link StoreAway} while it cannot be reached.
 */
export interface DurableStore {
  readonly messages: MessageStore;
  readonly counts: CountStore;
  readonly security: SecurityStore;
  readonly rights: RightsStore;
  readonly kept: KeptStore;
  readonly mails: MailStore;
  readonly subscribers: SubscriberStore;
  readonly campaigns: CampaignStore;
  readonly keys: KeyStore;
  readonly surveys: SurveyStore;
  readonly sessions: SessionStore;
  readonly audit: AuditStore;
  readonly notices: NoticeStore;
  readonly gauge: GaugeStore;
  readonly overview: OverviewStore;
}

/** The store cannot be reached; what was asked of it was not done, as far as is known. */
export class StoreAway extends Error {
  override name = 'StoreAway';
}
