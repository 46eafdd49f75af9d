import {
  bothScoreAt,
  type CandidateConfig,
  coarseScoreAt,
  inSteps,
  strangersAmong,
} from './candidate-config.ts';
import { agreement, type ScoreSpread, spreadOf, standardScore } from './score-spread.ts';
import { SKETCH } from './sketch.ts';
import { KEPT_STEPS, ROW_BYTES, type SketchRow, type SketchRows, SLOT_STEPS } from './sketch-rows.ts';

/** A recording that looks for others, or is found. */
export interface Looker extends SketchRow {
  readonly firstStep: number;
  nextStep: number;
  /** It looks at the rows before this one. */
  reach: number;
  /** Number of its present look. */
  look: number;
  /** How its scores by coarse and by fine words are spread, from some of its looks. */
  spread: { readonly coarse: ScoreSpread; readonly fine: ScoreSpread } | null;
}

export interface LookResult<Entry> {
  /** Those that may have heard the same room, the likeliest first. */
  readonly found: Entry[];
  /** With how many others it was compared. */
  readonly compared: number;
}

/** Lookers that are compared with a block of rows while that is in the cache. */
const BATCH = 16;
const BLOCK_ROWS = 1_024;
const MOST_SLOTS = 31;
/** From here on every other slot will do: more sound makes up for it. */
const LONG_STEPS = MOST_SLOTS * SLOT_STEPS;
/** Rows from which the spread of scores is told. */
const SAMPLE = 96;
/** Blocks of four fine words. */
const FINE_BLOCKS = KEPT_STEPS / 4;
/** What the coarse score counts beside the fine one. */
const COARSE_WEIGHT = 0.5;
/** What agrees by coarse words alone is no candidate: the fine score has to be so much of the whole. */
const FINE_PART = 0.4;

const ringPlace = (step: number): number => step & (KEPT_STEPS - 1);

/** Where everything lies in the scratch memory, which begins at `base`. */
function layout(base: number, rows: number, config: CandidateConfig) {
  const lags = Math.max(config.coarseLags.length, config.crowdLags.length);
  let end = base;
  const take = (bytes: number) => {
    const address = end;
    end += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const planBytes = 4 * MOST_SLOTS * (1 + lags);
  const places = {
    ...{ planBytes, plans: take(BATCH * planBytes) },
    own: take((2 * inSteps(config.fineReach) + 1) * FINE_BLOCKS * 16),
    ...{ masks: take(32), scores: take(BATCH * rows * 2) },
    ...{ list: take(rows * 4), fineScores: take(rows * 2), chosen: take(rows * 4) },
  };
  return { ...places, end };
}

/** Bytes of scratch memory that looks need. */
export const lookBytes = (rows: number, config: CandidateConfig): number => layout(0, rows, config).end;

/**
 * Looks for the recordings that agree with one recording more than the crowd does, among those that were added before
 * it. The crowd is the measure of chance: first all by coarse words, then the best of them by fine words at every lag.
 *
 * @returns a function that looks for several recordings at once
 */
export function createLooks<Entry extends Looker>(
  rows: SketchRows<Entry>,
  config: CandidateConfig,
): (lookers: readonly Entry[]) => Array<LookResult<Entry>> {
  const reach = inSteps(config.fineReach);
  const agreements = new Float64Array(SAMPLE);
  let u32 = new Uint32Array(0);
  let u16 = new Uint16Array(0);
  let place = layout(0, 0, config);
  let lags: number[] = [];

  const scoresOf = (index: number) => place.scores + 2 * index * rows.capacity;
  const planOf = (index: number) => place.plans + index * place.planBytes;

  /** Writes the columns and the looker's own words of every lag; returns how many slots. */
  function planCoarse({ row, firstStep, nextStep }: Entry, index: number): number {
    const first = Math.max(firstStep + SLOT_STEPS - 1, nextStep - KEPT_STEPS + 2 * SLOT_STEPS);
    const stride = nextStep - first > LONG_STEPS ? 2 * SLOT_STEPS : SLOT_STEPS;
    const start = first - (first % SLOT_STEPS) + SLOT_STEPS - 1;
    const slots = Math.min(MOST_SLOTS, Math.ceil((nextStep - start) / stride));
    const own = rows.coarse / 4 + row * KEPT_STEPS;
    const at = planOf(index) / 4;
    for (let slot = 0; slot < slots; slot++) {
      const step = start + slot * stride;
      u32[at + slot] = rows.column(step);
      for (let l = 0; l < lags.length; l++) {
        u32[at + (1 + l) * slots + slot] = u32[own + ringPlace(step + lags[l]!)]!;
      }
    }
    return slots;
  }
  function scanAll(lookers: readonly Entry[], slots: readonly number[]): void {
    const end = Math.max(...lookers.map(({ reach: before }) => before));
    for (let from = 0; from < end; from += BLOCK_ROWS) {
      lookers.forEach(({ reach: before }, index) => {
        const to = Math.min(Math.ceil(before / 8) * 8, from + BLOCK_ROWS);
        const [at, count] = [planOf(index), slots[index]!];
        if (from < to) {
          rows.kernel.scan(at, count, at + 4 * count, lags.length, from, to, scoresOf(index));
        }
      });
    }
  }
  /** Puts some of the others, evenly spread, on the list; returns how many. */
  function sample({ row, reach: before }: Entry): number {
    const stride = Math.max(1, Math.floor(before / (2 * SAMPLE)));
    let count = 0;
    for (let other = before % stride; other < before && count < SAMPLE; other += stride) {
      if (other !== row && rows.at(other) !== undefined) u32[place.list / 4 + count++] = other;
    }
    return count;
  }
  /** Compares the looker's fine words with those of the rows on the list; returns how many bits. */
  function compareFine({ row, firstStep, nextStep }: Entry, count: number): number {
    const first = Math.max(firstStep + 1, nextStep - KEPT_STEPS + 4 + reach);
    const start = first - (first % 4);
    const blocks = Math.ceil((nextStep - start) / 4);
    const own = rows.fine / 4 + row * KEPT_STEPS;
    for (let lag = -reach; lag <= reach; lag++) {
      const at = place.own / 4 + (lag + reach) * 4 * blocks;
      for (let word = 0; word < 4 * blocks; word++)
        u32[at + word] = u32[own + ringPlace(start + word + lag)]!;
    }
    const end = start + 4 * blocks;
    for (let word = 0; word < 4; word++) {
      u32[place.masks / 4 + word] = start + word >= first ? 0xffffffff : 0;
      u32[place.masks / 4 + 4 + word] = end - 4 + word < nextStep ? 0xffffffff : 0;
    }
    const { kernel, fine } = rows;
    const [at, count2] = [ringPlace(start) * 4, 2 * reach + 1];
    kernel.compare(
      place.list,
      count,
      fine,
      ROW_BYTES,
      at,
      blocks,
      place.own,
      count2,
      place.masks,
      place.fineScores,
    );
    return (nextStep - first) * SKETCH.bits;
  }
  /** Tells by some rows how the scores are spread by chance. */
  function measureSpread(looker: Entry, coarseBits: number, scores: number): Entry['spread'] {
    const count = sample(looker);
    if (count === 0) return null;
    const list = place.list / 4;
    for (let i = 0; i < count; i++) agreements[i] = agreement(u16[scores + u32[list + i]!]!, coarseBits);
    const coarse = spreadOf(agreements.subarray(0, count));
    const fineBits = compareFine(looker, count);
    for (let i = 0; i < count; i++) agreements[i] = agreement(u16[place.fineScores / 2 + i]!, fineBits);
    return { coarse, fine: spreadOf(agreements.subarray(0, count)) };
  }
  function finish(looker: Entry, slots: number, index: number): LookResult<Entry> {
    const scores = scoresOf(index) / 2;
    const coarseBits = slots * SKETCH.bits;
    if (looker.look % 2 === 0 || looker.spread === null) {
      looker.spread = measureSpread(looker, coarseBits, scores);
    }
    const others = Math.round((looker.reach * rows.size) / rows.end);
    if (looker.spread === null) return { found: [], compared: others };
    const { coarse, fine } = looker.spread;
    const share = Math.max(config.coarseShare[looker.look]!, config.compared / others);
    const coarseLimit = limitOf(coarseScoreAt(share), coarse, coarseBits);
    const { kernel } = rows;
    const picked = kernel.select(2 * scores, looker.reach, coarseLimit, place.list);
    const fineBits = compareFine(looker, picked);
    const least = bothScoreAt(strangersAmong(rows.size, config) / others);
    const fineLimit = limitOf(FINE_PART * least, fine, fineBits);
    const chosen = kernel.select(place.fineScores, picked, fineLimit, place.chosen);
    const found: Array<{ entry: Entry; score: number }> = [];
    for (let k = 0; k < chosen; k++) {
      const i = u32[place.chosen / 4 + k]!;
      const row = u32[place.list / 4 + i]!;
      const entry = rows.at(row);
      if (entry === undefined) continue;
      const agreed = agreement(u16[place.fineScores / 2 + i]!, fineBits);
      const mine = standardScore(agreed, fine);
      const theirs = standardScore(agreed, entry.spread?.fine ?? fine);
      const agreedCoarse = agreement(u16[scores + row]!, coarseBits);
      const score = (mine + theirs) / 2 + COARSE_WEIGHT * standardScore(agreedCoarse, coarse);
      if (score >= least) found.push({ entry, score });
    }
    found.sort((x, y) => y.score - x.score || x.entry.row - y.entry.row);
    return { found: found.map(({ entry }) => entry), compared: others };
  }
  return (lookers) => {
    u32 = new Uint32Array(rows.kernel.memory);
    u16 = new Uint16Array(rows.kernel.memory);
    place = layout(rows.scratch, rows.capacity, config);
    lags = (rows.size < config.crowd ? config.coarseLags : config.crowdLags).map(inSteps);
    const results: Array<LookResult<Entry>> = [];
    for (let from = 0; from < lookers.length; from += BATCH) {
      const batch = lookers.slice(from, from + BATCH);
      const slots = batch.map(planCoarse);
      scanAll(batch, slots);
      batch.forEach((looker, index) => {
        results.push(finish(looker, slots[index]!, index));
      });
    }
    u32.fill(0, rows.scratch / 4, place.end / 4); // A6
    return results;
  };
}

/** Most bits of disagreement for a standard score; what has none at all, or no limit, fits 15 bits. */
function limitOf(score: number, { offset, deviation }: ScoreSpread, bits: number): number {
  const least = offset + Math.max(-99, score) * deviation;
  return Math.max(0, Math.min(0x7fff, Math.floor(bits / 2 - least * Math.sqrt(bits))));
}
