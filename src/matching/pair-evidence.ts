import { FEATURES } from '../audio/feature-format.ts';
import type { Features } from '../audio/feature-stream.ts';
import { createBandCorrelation } from './band-correlation.ts';
import { LAGS } from './lags.ts';
import { likelihoodOf, type PairStatistics } from './likelihood.ts';
import type { Agreement } from './wall-odds.ts';
import { createWaveformCoherence } from './waveform-coherence.ts';

/** Common audio before which nothing is said, frames (0.8 s): shorter stretches resemble each other too often. */
const FIRST_WORD_FRAMES = 100;

/**
 * A sound repeats when it fits at another lag nearly as well: by this share of its score, and by so much that it is
 * not chance. Of two devices in one room that happens once in 400 looks.
 */
const REPEATING = { share: 0.6, score: 2.4 };

/**
 * The evidence that two recordings heard one room: a pure function of their features on the common grid, taken
 * in as they arrive. Symmetric in its two recordings.
 */
export interface PairEvidence {
  /** Takes in what both have by now; true if the evidence may have changed. */
  update(): boolean;
  /**
   * The common sound repeats (an alarm, a ringtone): the same in another room would fit as well. Evidence enough to ask
   * people, not to join them.
   */
  readonly repeats: boolean;
  /** Natural logarithm of P(sounds | one room) / P(sounds | two rooms); null while nothing can be said. */
  readonly logLikelihoodRatio: number | null;
  /** How far the two agree at the lag of the ratio; what leaks in from the next room is a common sound too. */
  agreement(): Agreement;
  /** Common audio taken in, s. */
  readonly seconds: number;
  /** The numbers behind the ratio, for fitting and reports. */
  statistics(): PairStatistics | null;
}

export function createPairEvidence(a: Features, b: Features): PairEvidence {
  const bandCorrelation = createBandCorrelation();
  const coherence = createWaveformCoherence();
  const bands = new Float64Array(LAGS);
  const waveform = new Float64Array(LAGS);
  let frame = Math.max(a.firstFrame, b.firstFrame);
  let block = Math.max(a.firstBlock, b.firstBlock);
  let frames = 0;
  let blocks = 0;
  let ratio: number | null = null;
  let lag = 0;

  function takeFrames(): void {
    const end = Math.min(a.nextFrame, b.nextFrame);
    for (; frame < end; frame++) {
      bandCorrelation.step(a.frames, b.frames, frame);
      if (a.frames.at(frame) !== null && b.frames.at(frame) !== null) frames++;
    }
  }
  /** @returns whether there was a block to take */
  function takeBlocks(): boolean {
    const end = Math.min(a.nextBlock, b.nextBlock);
    const had = blocks;
    for (; block < end; block++) {
      coherence.step(a.blocks, b.blocks, block);
      if (a.blocks.at(block) !== null && b.blocks.at(block) !== null) blocks++;
    }
    return blocks > had;
  }
  const seconds = () => (frames * FEATURES.frameMs) / 1_000;
  function statistics(): PairStatistics | null {
    if (frames < FIRST_WORD_FRAMES || !bandCorrelation.read(bands) || !coherence.read(waveform)) return null;
    return { seconds: seconds(), bands, waveform };
  }
  return {
    statistics,
    get repeats() {
      const fitsElsewhere = Math.max(REPEATING.score, REPEATING.share * bands[lag]!);
      return ratio !== null && bandCorrelation.largestDecoy > fitsElsewhere;
    },
    agreement() {
      const all = waveform[lag]!;
      if (ratio === null || !(all > 0)) return { highShare: 0, bands: 0 };
      const highShare = Math.max(0, Math.min(1, coherence.highAt(lag) / all));
      return { highShare, bands: bands[lag]! };
    },
    get seconds() {
      return seconds();
    },
    get logLikelihoodRatio() {
      return ratio;
    },
    update() {
      takeFrames();
      // One look per block: in between hardly anything changes, and a look is the dearest step.
      if (!takeBlocks()) return false;
      const known = statistics();
      ratio = null;
      if (known !== null) {
        ({ ratio, lag } = likelihoodOf(known));
      }
      return true;
    },
  };
}
