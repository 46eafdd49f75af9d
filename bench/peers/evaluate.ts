import {
  countedThreshold,
  countMisses,
  type Score,
  type TailThreshold,
  tailThreshold,
  wilsonInterval,
} from '../match/error-rates.ts';
import type { Manifest } from '../match/manifest.ts';
import { NOISE_BANDS, noiseBandOf } from '../match/noise-bands.ts';
import { SCORE_SECONDS } from '../match/replay-pair.ts';
import type { ChosenPairs } from './choose-pairs.ts';
import type { Measured } from './measure.ts';

/** False matches per pair, and how the threshold for them is found. */
export const RATES = [
  { name: '1 in 10^3, counted', rate: 1e-3, tail: undefined },
  { name: '1 in 10^4, counted', rate: 1e-4, tail: undefined },
  { name: '1 in 10^6, exponential tail', rate: 1e-6, tail: 'exponential' },
  { name: '1 in 10^6, Pareto tail', rate: 1e-6, tail: 'Pareto' },
] as const;

/** Of so many pairs with a name this many were missed (or accepted), with the 95 % interval of the share. */
export interface Count {
  name: string;
  pairs: number;
  count: number;
  low: number;
  high: number;
}

export interface Result {
  method: string;
  seconds: number;
  rate: string;
  threshold: number;
  /** See TailThreshold; null where the threshold was counted or there is no tail. */
  tail: TailThreshold | null;
  /** Negatives accepted. */
  accepted: number;
  missedByBand: Count[];
  missedByCondition: Count[];
  acceptedHard: Count[];
}

/** Compares scores with labels: with the choice of pairs the only code that reads them. */
export function evaluate(manifest: Manifest, chosen: ChosenPairs, measured: readonly Measured[]): Result[] {
  const groups = groupsOf(manifest, chosen);
  return measured.flatMap(({ name, scores }) =>
    SCORE_SECONDS.flatMap((seconds) => {
      const all = scores[seconds]!;
      const ends = [chosen.same.length, chosen.same.length + chosen.negatives.length] as const;
      const [same, negatives, hard] = [all.slice(0, ends[0]), all.slice(...ends), all.slice(ends[1])];
      return RATES.map(({ name: rate, rate: share, tail }) => {
        const fitted = tail && tailThreshold(negatives, share, tail === 'exponential' ? 0 : undefined);
        const threshold = fitted?.threshold ?? countedThreshold(negatives, share);
        return {
          ...{ method: name, seconds, rate, threshold, tail: fitted ?? null },
          accepted: negatives.length - countMisses(negatives, threshold),
          missedByBand: groups.bands.map((group) => countOf(group, same, threshold, true)),
          missedByCondition: groups.conditions.map((group) => countOf(group, same, threshold, true)),
          acceptedHard: groups.hard.map((group) => countOf(group, hard, threshold, false)),
        };
      });
    }),
  );
}

interface Group {
  name: string;
  /** Numbers of its pairs. */
  members: number[];
}

function groupsOf({ clips, pairs }: Manifest, { same, hard }: ChosenPairs) {
  const clipOf = new Map(clips.map((clip) => [clip.file, clip]));
  const kinds = new Map(pairs.map(({ a, b, kind }) => [`${a}|${b}`, kind]));
  const group = (names: string[], wanted: readonly string[]): Group[] =>
    wanted.map((name) => ({ name, members: names.flatMap((other, i) => (other === name ? [i] : [])) }));
  const all = (names: string[]) => group(names, [...new Set(names)].sort());
  const kindOf = ({ a, b }: { a: string; b: string }) => kinds.get(`${a}|${b}`)!;
  return {
    bands: group(
      same.map(({ a, b }) => noiseBandOf(clipOf.get(a)!, clipOf.get(b)!)),
      NOISE_BANDS,
    ),
    conditions: all(same.map(kindOf)),
    hard: all(hard.map(kindOf)),
  };
}

function countOf(
  { name, members }: Group,
  scores: readonly Score[],
  threshold: number,
  missed: boolean,
): Count {
  const misses = countMisses(
    members.map((i) => scores[i]!),
    threshold,
  );
  const count = missed ? misses : members.length - misses;
  const [low, high] = wilsonInterval(count, members.length);
  return { name, pairs: members.length, count, low, high };
}
