import type { ErrorCode } from '../../shared/errors.ts';
import type { RecordingResult } from '../../shared/protocol.ts';

/** A recording that another server hears. */
export interface ForeignRecording {
  readonly id: string;
  readonly tabId: string;
  /** The server that hears it. */
  readonly home: string;
}

/** Recordings that other servers hear, as far as decisions of this one are about them. */
export interface RecordingsElsewhere {
  /** A recording begins here; others may have to know whose it is. */
  begun(recording: { id: string; tabId: string }): void;
  find(recordingId: string): Promise<ForeignRecording | null>;
  /** Those of them that have no result yet. */
  waiting(recordings: readonly ForeignRecording[]): Promise<readonly ForeignRecording[]>;
  /** Tells the page of this recording its result, unless it has one. */
  tell(recording: ForeignRecording, result: RecordingResult): void;
  /** Its person is asked something by this server; the result comes when that is over. */
  asked(recording: ForeignRecording): void;
  /** A8: an answer to a question that another server asked. */
  answer(tabId: string, questionId: string, yes: boolean): Promise<ErrorCode | null>;
  /** This tab is asked nothing any more, whoever asked. */
  withdraw(tabId: string): void;
  /** One server at a time decides who is in which room. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/** A server that is the only one. */
export const NOWHERE_ELSE: RecordingsElsewhere = {
  begun() {},
  find: async () => null,
  waiting: async () => [],
  tell() {},
  asked() {},
  answer: async () => 'not-found',
  withdraw() {},
  exclusively: (work) => work(),
};
