import { createFeatureExtractor } from '../../src/audio/feature-extractor.ts';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import type { LocalMatcher } from '../../src/matching/local-matcher.ts';
import { createMatcher, type MatcherDecision } from '../../src/matching/matcher.ts';
import type { SketchPacket } from '../../src/matching/matcher-peers.ts';

/** What is set of the search for candidates so that any number of recordings is many. */
export const ALWAYS_MANY = { allPairsBelow: 0 };

interface Server {
  readonly matcher: ReturnType<typeof createMatcher>;
  /** The recordings from elsewhere of which it has the features. */
  readonly wanted: Set<string>;
}

/**
 * So many matchers that tell each other sketches only, and features of what one of them wants. Recordings come to
 * them in turn.
 *
 * @returns one matcher whose decisions are those of all, each room once
 */
export function createServersOfMany(count: number): LocalMatcher & {
  /** Recordings of which features went from one server to another, each counted once a server. */
  readonly sent: () => number;
} {
  const extractor = createFeatureExtractor();
  const packets = new Map<string, FeaturePacket[]>();
  const homes = new Map<string, number>();
  const announced = new Set<string>();
  let steps: { step: number; words: number[] }[] = [];
  const servers = Array.from({ length: count }, (): Server => {
    const wanted = new Set<string>();
    const matcher = createMatcher(
      {},
      {
        onSketch: (_id, step, ...words) => void steps.push({ step, words }),
        onWanted(id) {
          if (wanted.has(id)) return;
          wanted.add(id);
          for (const packet of packets.get(id) ?? []) matcher.take(id, packet);
        },
      },
      ALWAYS_MANY,
    );
    return { matcher, wanted };
  });
  const isNews = (decision: MatcherDecision): boolean => {
    if (decision.type !== 'room' && decision.type !== 'ask') return true;
    const key = `${decision.type} ${[...decision.recordingIds].sort()}`;
    return !announced.has(key) && announced.add(key) !== undefined;
  };
  function share(id: string, packet: FeaturePacket): void {
    const { quality, seconds } = packet;
    const words = Uint32Array.from(steps.flatMap((each) => each.words));
    const sketch: SketchPacket = { firstStep: steps[0]?.step ?? 0, words, quality, seconds };
    servers.forEach(({ matcher, wanted }, i) => {
      if (i === homes.get(id)) return;
      if (words.length > 0) matcher.takeSketch(id, sketch);
      if (wanted.has(id)) matcher.take(id, packet);
    });
  }
  return {
    sent: () => servers.reduce((sum, { wanted }) => sum + wanted.size, 0),
    get size() {
      return Math.max(extractor.size, ...servers.map(({ matcher }) => matcher.size));
    },
    start(recording, now) {
      const home = homes.size % count;
      homes.set(recording.id, home);
      packets.set(recording.id, []);
      extractor.start(recording, now);
      servers.forEach(({ matcher }, i) => {
        matcher.start({ ...recording, isForeign: i !== home }, now);
      });
    },
    push(id, chunk, now) {
      const intake = extractor.push(id, chunk, now);
      if ('error' in intake) return intake.error;
      steps = [];
      packets.get(id)?.push(intake.packet);
      const error = servers[homes.get(id)!]?.matcher.take(id, intake.packet) ?? null;
      share(id, intake.packet);
      return error;
    },
    end(id, now) {
      extractor.end(id, now);
      for (const { matcher } of servers) matcher.end(id, now);
    },
    advance(now) {
      extractor.expire(now);
      return servers.flatMap(({ matcher }) => matcher.advance(now)).filter(isNews);
    },
    forget(id) {
      extractor.forget(id);
      for (const { matcher } of servers) matcher.forget(id);
    },
  };
}
