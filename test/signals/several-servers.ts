import { createFeatureExtractor } from '../../src/audio/feature-extractor.ts';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import type { LocalMatcher } from '../../src/matching/local-matcher.ts';
import { createMatcher, type MatcherDecision } from '../../src/matching/matcher.ts';

/**
 * So many matchers that tell each other everything at once, as servers do. Recordings come to them in turn.
 *
 * @param onTheWay what a packet is when it arrives at the other servers
 * @returns one matcher whose decisions are those of all, each room once
 */
export function createSeveralServers(
  count: number,
  onTheWay: (packet: FeaturePacket) => FeaturePacket = (packet) => packet,
): LocalMatcher & {
  /** The decisions of each server, as they were made. */
  readonly decided: readonly MatcherDecision[][];
} {
  const extractor = createFeatureExtractor();
  const matchers = Array.from({ length: count }, () => createMatcher());
  const decided: MatcherDecision[][] = matchers.map(() => []);
  const announced = new Set<string>();
  const homes = new Map<string, number>();
  let started = 0;
  const isNews = (decision: MatcherDecision): boolean => {
    if (decision.type !== 'room' && decision.type !== 'ask') return true;
    const key = `${decision.type} ${[...decision.recordingIds].sort()}`;
    return !announced.has(key) && announced.add(key) !== undefined;
  };
  return {
    decided,
    get size() {
      return Math.max(extractor.size, ...matchers.map(({ size }) => size));
    },
    start(recording, now) {
      const home = started++ % count;
      homes.set(recording.id, home);
      extractor.start(recording, now);
      matchers.forEach((matcher, i) => {
        matcher.start({ ...recording, isForeign: i !== home }, now);
      });
    },
    push(id, chunk, now) {
      const intake = extractor.push(id, chunk, now);
      if ('error' in intake) return intake.error;
      const home = homes.get(id);
      const errors = matchers.map((matcher, i) =>
        matcher.take(id, i === home ? intake.packet : onTheWay(intake.packet)),
      );
      return errors[0] ?? null;
    },
    end(id, now) {
      extractor.end(id, now);
      for (const matcher of matchers) matcher.end(id, now);
    },
    advance(now) {
      extractor.expire(now);
      return matchers.flatMap((matcher, i) => {
        const decisions = matcher.advance(now);
        decided[i]?.push(...decisions);
        return decisions.filter(isNews);
      });
    },
    forget(id) {
      extractor.forget(id);
      for (const matcher of matchers) matcher.forget(id);
    },
  };
}
