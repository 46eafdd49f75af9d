import type { Features } from '../../src/audio/feature-stream.ts';
import type { FrameRing } from '../../src/audio/frame-ring.ts';
import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { createPairDecision } from '../../src/matching/pair-decision.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import type { Recording } from './crowd.ts';
import type { Playing } from './sound.ts';

/** What recordings remember of their features: see KEPT in src/matching/recording.ts. */
const KEPT = { frames: 512, blocks: 32 };
/** Frames between two looks at a pair (96 ms). */
const TICK = 12;

/** Walls are not asked about. */
const NO_WALL = Number.NEGATIVE_INFINITY;

/**
 * When a pair is decided to be of one room, as frame of the crowd's clock; null if it never is.
 *
 * @param since the pair is compared from this frame on; what is no longer remembered by then is lost to it
 * @param others with how many others each of the two is compared
 */
export function sureAt(a: Recording, b: Recording, others: number, since = 0): number | null {
  const end = Math.min(a.features.endFrame, b.features.endFrame);
  const start = Math.max(a.features.firstFrame, b.features.firstFrame);
  const decide = createPairDecision(DEFAULT_CONFIG);
  const [one, other] = [remembered(a.features), remembered(b.features)];
  let evidence: ReturnType<typeof createPairEvidence> | null = null;
  for (let now = start - (start % TICK) + TICK; now < end + TICK; now += TICK) {
    a.features.advance(now);
    b.features.advance(now);
    if (now < since) continue;
    evidence ??= createPairEvidence(one, other);
    if (!evidence.update()) continue;
    const { logLikelihoodRatio: ratio, seconds } = evidence;
    if (decide({ ratio, seconds, wall: () => NO_WALL, candidates: others })) return now;
  }
  return null;
}

function remembered(features: Playing): Features {
  const last = (ring: FrameRing, kept: number, next: () => number): FrameRing => ({
    ...ring,
    at: (number) => (number < next() - kept ? null : ring.at(number)),
  });
  return {
    ...{ firstFrame: features.firstFrame, firstBlock: features.firstBlock },
    frames: last(features.frames, KEPT.frames, () => features.nextFrame),
    blocks: last(features.blocks, KEPT.blocks, () => features.nextBlock),
    get nextFrame() {
      return features.nextFrame;
    },
    get nextBlock() {
      return features.nextBlock;
    },
  };
}
