import { desc } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Page } from './operator-store.ts';
import { securityEvents } from './schema.ts';

/** W6: something that may be an attack, and where it came from. */
export interface SecurityEvent {
  readonly at: Date;
  readonly address: string;
  /** Such as `limit /feedback`. */
  readonly event: string;
}

/** W6: the one place with addresses. */
export interface SecurityStore {
  add(events: readonly SecurityEvent[]): Promise<void>;
  /** Newest first. */
  list(page: Page): Promise<SecurityEvent[]>;
  count(): Promise<number>;
}

export function createSecurityStore(db: Database): SecurityStore {
  const { at, address, event } = securityEvents;
  return {
    async add(events) {
      if (events.length > 0) await db.insert(securityEvents).values([...events]);
    },
    list: ({ limit, offset = 0 }) =>
      db
        .select({ at, address, event })
        .from(securityEvents)
        .orderBy(desc(at), desc(securityEvents.id))
        .limit(limit)
        .offset(offset),
    count: () => db.$count(securityEvents),
  };
}
