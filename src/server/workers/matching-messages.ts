import type { MatcherDecision } from '../../matching/matcher.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/** What the main thread tells the matching thread. Times are ms on the server's clock, taken on arrival. */
export type ToMatching =
  | { type: 'start'; id: string; startedAt: number; canPlay: boolean; now: number }
  | {
      type: 'chunk';
      request: number;
      id: string;
      sequence: number;
      capturedAt: number;
      /** Int16 samples; handed over, not copied. */
      samples: ArrayBuffer;
      now: number;
    }
  | { type: 'end'; id: string; now: number }
  | { type: 'forget'; id: string };

/** What the matching thread answers. */
export type FromMatching =
  | { type: 'pushed'; request: number; error: ErrorCode | null }
  | { type: 'decisions'; decisions: MatcherDecision[] };
