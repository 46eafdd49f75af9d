/** The operator's sessions; of a token its hash alone. */
export interface SessionStore {
  /** Begins a session, and notes in the log of what was done by which way: both or neither. */
  add(session: Session, way: string): Promise<void>;
  /** null: there is none, or its time is over. */
  find(tokenHash: string, at: Date): Promise<Session | null>;
  /** Removing what is not there is well. */
  remove(tokenHash: string): Promise<void>;
  /** @returns how many were over */
  eraseBefore(time: Date): Promise<number>;
}
export interface Session {
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly until: Date;
}

/** What the operator did; it names no person. */
export interface AuditStore {
  add(entry: Omit<AuditEntry, 'id'>): Promise<void>;
  /** Newest first. */
  list(page: Page): Promise<AuditEntry[]>;
  count(): Promise<number>;
  /** Keeps the period of the policy. @returns how many were older */
  eraseBefore(time: Date): Promise<number>;
}
export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  readonly action: string;
}

/** Notices for the home page. */
export interface NoticeStore {
  /** @returns false: one of this id is there already, and stays as it was */
  add(notice: Notice): Promise<boolean>;
  /** Those that end last first. */
  list(): Promise<Notice[]>;
  /** Those that are shown at a time; the newest first. */
  validAt(time: Date): Promise<Notice[]>;
  /** Removing what is not there is well. */
  remove(id: string): Promise<void>;
  /** @returns how many had ended */
  eraseBefore(time: Date): Promise<number>;
}
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly from: Date;
  /** Shown until this moment, and not at it. */
  readonly until: Date;
}

/** B3: the worst of each hour. */
export interface GaugeStore {
  /** Takes in what was read within an hour; what was read before is never made better by it. */
  worsen(hour: GaugeHour): Promise<void>;
  /** Newest first. */
  list(page: Page): Promise<GaugeHour[]>;
  count(): Promise<number>;
  /** @returns how many were older */
  eraseBefore(time: Date): Promise<number>;
}
export interface GaugeHour {
  readonly hour: Date;
  readonly oldestAudioMs: number | null;
  readonly oldestIdleMs: number | null;
  readonly isBroken: boolean;
}

/** Looks at what others write, for the operator's pages. */
export interface OverviewStore {
  /** Whether the database answers. */
  ping(): Promise<void>;
  /** How many mails are in each state, and how many people asked for news. */
  numbers(): Promise<Numbers>;
  /** The newest first. */
  campaigns(page: Page): Promise<CampaignLine[]>;
}
export interface Numbers {
  readonly mails: Readonly<Record<string, number>>;
  readonly subscribers: Readonly<Record<string, number>>;
  readonly suppressions: number;
  readonly campaigns: number;
}
export interface CampaignLine {
  readonly id: string;
  readonly subject: string;
  readonly state: 'draft' | 'sending' | 'paused' | 'sent';
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly opens: number;
}

/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
}
