import type { ErrorCode } from '../../shared/errors.ts';
import type { RecordingResult } from '../../shared/protocol.ts';

/** A recording that another server hears. */
export interface ForeignRecording {
  readonly id: string;
  readonly tabId: string;
  /** The server that hears it. */
  readonly home: string;
}

/** What was begun cannot be ended at this moment, and may be in the next. */
export class NotNow extends Error {}

/** The right to decide, which ends by itself when it is not renewed in time. */
export interface Turn {
  /** Rejects with NotNow when somebody else may decide by now. */
  check(): Promise<void>;
}

/** Recordings that other servers hear, as far as decisions of this one are about them. */
export interface RecordingsElsewhere {
  /** A recording begins here; others may have to know whose it is. */
  begun(recording: { id: string; tabId: string }): void;
  /** A recording that was heard here is forgotten; soon nobody has to know whose it was. */
  over(recordingId: string): void;
  /** @returns null: it was heard here, and is gone; `unknown`: nobody has said yet whose it is */
  find(recordingId: string): Promise<ForeignRecording | 'unknown' | null>;
  /**
   * Those of them that have no result yet; until they have one, or for some seconds, their own server says no last word
   * on them. `silent`: those whose server did not answer.
   */
  waiting(
    recordings: readonly ForeignRecording[],
  ): Promise<{ readonly waiting: readonly ForeignRecording[]; readonly silent: readonly ForeignRecording[] }>;
  /** Tells the page of this recording its result, unless it has one. */
  tell(recording: ForeignRecording, result: RecordingResult): void;
  /** Its person is asked something by this server; the result comes when that is over. */
  asked(recording: ForeignRecording): void;
  /** A8: an answer to a question that another server asked. */
  answer(tabId: string, questionId: string, yes: boolean): Promise<ErrorCode | null>;
  /** This tab is asked nothing any more, whoever asked. */
  withdraw(tabId: string): void;
  /** One server at a time decides who is in which room. */
  exclusively<T>(work: (turn: Turn) => Promise<T>): Promise<T>;
}

/** A server that is the only one. */
export const NOWHERE_ELSE: RecordingsElsewhere = {
  begun() {},
  over() {},
  find: async () => null,
  waiting: async () => ({ waiting: [], silent: [] }),
  tell() {},
  asked() {},
  answer: async () => 'not-found',
  withdraw() {},
  exclusively: (work) => work({ check: async () => {} }),
};
