import type { Features } from '../../src/audio/feature-stream.ts';
import type { FrameRing } from '../../src/audio/frame-ring.ts';
import { DEFAULT_CONFIG, sureAbove } from '../../src/matching/config.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import type { Recording } from './crowd.ts';
import type { Playing } from './sound.ts';

/** What recordings remember of their features: see KEPT in src/audio/feature-stream.ts. */
const KEPT = { frames: 512, blocks: 16 };
/** Frames between two looks at a pair (96 ms). */
const TICK = 12;

/**
 * When the evidence of a pair is sure, as frame of the crowd's clock; null if it never is.
 *
 * @param since the pair is compared from this frame on; what is no longer remembered by then is lost to it
 * @param others with how many others each of the two is compared
 */
export function sureAt(
  a: Recording,
  b: Recording,
  others: number,
  since = 0,
): { at: number; ratio: number } | null {
  const end = Math.min(a.features.endFrame, b.features.endFrame);
  const start = Math.max(a.features.firstFrame, b.features.firstFrame);
  const least = sureAbove(DEFAULT_CONFIG, others);
  const [one, other] = [remembered(a.features), remembered(b.features)];
  let evidence: ReturnType<typeof createPairEvidence> | null = null;
  for (let now = start - (start % TICK) + TICK; now < end + TICK; now += TICK) {
    a.features.advance(now);
    b.features.advance(now);
    if (now < since) continue;
    evidence ??= createPairEvidence(one, other);
    if (evidence.update() && (evidence.logLikelihoodRatio ?? 0) > least) {
      return { at: now, ratio: evidence.logLikelihoodRatio ?? 0 };
    }
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
