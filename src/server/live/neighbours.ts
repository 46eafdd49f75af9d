import type { Outcome } from './meeting-runner.ts';
import { NOWHERE_ELSE, type RecordingsElsewhere } from './recordings-elsewhere.ts';

/** The other servers of a cluster, as far as the live services have to do with them. */
export interface Neighbours {
  readonly recordings: RecordingsElsewhere;
  /** Brings a tab that is connected to this server into a meeting. */
  join(serverId: string, tabId: string, meetingId: string): Outcome;
  /** The tab came here from this server, which may not have noticed. */
  moved(serverId: string, tabId: string): void;
  /** B7: whoever knocked may be connected to any of them. */
  knockOver(knockId: string, meetingId: string, admitted: boolean): void;
  /** B2: this tab shows what it should again, or is gone; its receipts may be open on any of them. */
  seen(tabId: string): void;
}

/** A server that is the only one. */
export const NO_NEIGHBOURS: Neighbours = {
  recordings: NOWHERE_ELSE,
  join: async () => 'not-found',
  moved() {},
  knockOver() {},
  seen() {},
};
