import type { Manifest } from '../match/manifest.ts';
import { pairsToPlay } from '../match/pairs-to-play.ts';

/** Pairs to be scored, in groups by what they are; see the manifest's own words for the labels. */
export interface ChosenPairs {
  /** One room, and possible to tell. */
  same: ReadonlyArray<{ a: string; b: string }>;
  /** Audible clips of different moments. */
  negatives: ReadonlyArray<{ a: string; b: string }>;
  /** Different rooms that are easily confused. */
  hard: ReadonlyArray<{ a: string; b: string }>;
}

/** @param most number of negatives; where there are more, chance takes as many of them */
export function choosePairs(manifest: Manifest, most: number, random: () => number): ChosenPairs {
  const clipOf = new Map(manifest.clips.map((clip) => [clip.file, clip]));
  const negatives = pairsToPlay(manifest, true).filter(({ a, b }) => {
    const [one, other] = [clipOf.get(a)!, clipOf.get(b)!];
    return one.audible && other.audible && one.moment !== other.moment;
  });
  return {
    same: manifest.pairs.filter(({ same, decidable }) => same && decidable),
    negatives: shuffled(negatives, random).slice(0, most),
    hard: manifest.pairs.filter(({ kind }) => kind.startsWith('hard:')),
  };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
