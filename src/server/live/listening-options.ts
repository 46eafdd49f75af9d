import type { ErrorCode } from '../../shared/errors.ts';
import type { RecordingResult } from '../../shared/protocol.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import type { Clock } from './clock.ts';
import type { LiveService } from './live-service.ts';
import type { RecordingsElsewhere } from './recordings-elsewhere.ts';
import type { SendToTab } from './tab-line.ts';

/** What it takes to get from recordings to meetings. */
export interface ListeningServiceOptions {
  matching: Pick<MatchingThreads, 'start' | 'end' | 'forget' | 'onDecisions' | 'onCrash' | 'enforce'>;
  /** Brings a tab into a meeting, wherever it is connected. */
  join: LiveService['join'];
  live: Pick<LiveService, 'open'>;
  /** Recordings of other servers; there are none when left out. */
  elsewhere?: RecordingsElsewhere;
  store: LiveStore;
  now: Clock;
  newId: () => string;
  /** A new random seed of a soft sound, see MAX_SEED. */
  newSeed: () => number;
  send: SendToTab;
  /** B3: why no sound is taken at all just now, or null. */
  refusal: () => ErrorCode | null;
  /** W6: a recording has its result, so many ms after its start. */
  onResult: (result: RecordingResult, ms: number) => void;
  /** An error nobody expected. */
  onFault: (code: string, error: unknown) => void;
}
