import { createFeatureExtractor } from '../audio/feature-extractor.ts';
import type { Chunk } from '../audio/recording-intake.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { CandidateConfig } from './candidate-config.ts';
import type { MatcherConfig } from './config.ts';
import { createMatcher, type Matcher } from './matcher.ts';
import { NO_PEERS } from './matcher-peers.ts';

/** A matcher that takes sound: features and comparison in one thread, one after the other. */
export interface LocalMatcher extends Omit<Matcher, 'take' | 'takeSketch'> {
  /** Takes a chunk in order of its number; returns why not, if not. The samples are copied. */
  push(id: string, chunk: Chunk, now: number): ErrorCode | null;
}

/** For tests and measurements; the server's threads join the same two parts by messages. */
export function createLocalMatcher(
  settings: Partial<MatcherConfig> = {},
  candidates: Partial<CandidateConfig> = {},
): LocalMatcher {
  const extractor = createFeatureExtractor();
  const matcher = createMatcher(settings, NO_PEERS, candidates);
  return {
    get size() {
      return Math.max(extractor.size, matcher.size);
    },
    start(recording, now) {
      extractor.start(recording, now);
      matcher.start(recording, now);
    },
    push(id, chunk, now) {
      const intake = extractor.push(id, chunk, now);
      return 'error' in intake ? intake.error : matcher.take(id, intake.packet);
    },
    end(id, now) {
      extractor.end(id, now);
      matcher.end(id, now);
    },
    advance(now) {
      extractor.expire(now);
      return matcher.advance(now);
    },
    forget(id) {
      extractor.forget(id);
      matcher.forget(id);
    },
  };
}
