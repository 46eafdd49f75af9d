import { type CandidateConfig, DEFAULT_CANDIDATE_CONFIG, inSteps } from './candidate-config.ts';
import { createLooks, type Looker, lookBytes } from './candidate-looks.ts';
import { createSketchKernel, type SketchKernel } from './sketch-kernel.ts';
import { createSketchRows } from './sketch-rows.ts';

/**
 * Says which recordings are worth a close comparison: all pairs while there are few recordings; when there are many,
 * those whose sketches agree better than those of all others at the same time (see SKETCH). A recording looks at
 * certain ages for others among those that were there before it, so that every pair is looked at as often as the
 * younger of the two looks.
 */
export interface CandidateSearch<Key> {
  /**
   * @param firstStep number of the first step of its sketch
   * @param looks whether it looks for others by itself; who does not is found by those who do, whoever came first
   */
  add(key: Key, firstStep: number, looks?: boolean): void;
  /** From now on it looks for others, too. */
  letLook(key: Key): void;
  /** Takes the words of a step; steps come in order. One that was there before counts no more. */
  append(key: Key, step: number, fine: number, coarse: number): void;
  /** Forgets a recording and overwrites its sketch with zeros (A6). */
  remove(key: Key): void;
  /** New pairs to compare, each once. */
  propose(): Array<[Key, Key]>;
  /** The two were compared and are not alike: they may be proposed again after more sound. */
  release(a: Key, b: Key): void;
  /** With how many others a recording has been compared by sketch so far; 0 while all pairs are candidates. */
  comparedBySketch(key: Key): number;
  /** There are so many recordings that only candidates are compared. */
  readonly areMany: boolean;
  readonly size: number;
  /** The memory of the sketches, for tests that look whether it is empty, and its size. */
  readonly memory: ArrayBuffer;
}

interface Entry<Key> extends Looker {
  readonly key: Key;
  looks: boolean;
  readonly candidates: Set<Entry<Key>>;
  /** Recordings there were before it at its first look, and first looks of others by then. */
  older: number;
  looksBefore: number;
}

export function createCandidateSearch<Key>(
  settings: Partial<CandidateConfig> = {},
  makeKernel: (bytes: number) => SketchKernel = createSketchKernel,
): CandidateSearch<Key> {
  const config = { ...DEFAULT_CANDIDATE_CONFIG, ...settings };
  const looksAt = config.looksAt.map(inSteps);
  const rows = createSketchRows<Entry<Key>>(makeKernel, (count) => lookBytes(count, config));
  const look = createLooks(rows, config);
  const entries = new Map<Key, Entry<Key>>();
  const due = new Set<Entry<Key>>();
  let firstLooks = 0;
  /** Recordings that came without looking for others. */
  const passive = new Set<Key>();
  /** Pairs of few recordings: candidates without a look. */
  let waiting: Array<[Entry<Key>, Entry<Key>]> = [];
  /** Some recordings came when there were many, and may lack pairs that few would have. */
  let wereMany = false;

  const isFew = () => entries.size < config.allPairsBelow;
  function pair(a: Entry<Key>, b: Entry<Key>): boolean {
    if (a === b || a.candidates.has(b)) return false;
    a.candidates.add(b);
    b.candidates.add(a);
    return true;
  }
  function pairWithAll(entry: Entry<Key>): void {
    for (const other of entries.values()) if (pair(other, entry)) waiting.push([other, entry]);
  }
  const ageOf = ({ firstStep, nextStep }: Entry<Key>) => nextStep - firstStep;
  const nextLookAt = ({ look }: Entry<Key>) => looksAt[look + 1] ?? Number.POSITIVE_INFINITY;
  function lookForOthers(): Array<[Entry<Key>, Entry<Key>]> {
    for (const entry of due) while (ageOf(entry) >= nextLookAt(entry)) entry.look++;
    // Whoever does not look has to be found by those who were there before it as well.
    for (const entry of due) entry.reach = passive.size > 0 ? rows.end : entry.row;
    const lookers = [...due].sort((x, y) => x.row - y.row);
    due.clear();
    const pairs: Array<[Entry<Key>, Entry<Key>]> = [];
    look(lookers).forEach(({ found, compared }, i) => {
      const entry = lookers[i]!;
      if (entry.looksBefore < 0) [entry.older, entry.looksBefore] = [compared, ++firstLooks];
      let left = config.mostPerLook;
      for (const other of found) {
        if (left > 0 && pair(other, entry)) {
          pairs.push([other, entry]);
          left--;
        }
      }
    });
    return pairs;
  }
  return {
    get size() {
      return entries.size;
    },
    get memory() {
      return rows.kernel.memory;
    },
    add(key, firstStep, looks = true) {
      const entry: Entry<Key> = {
        ...{ key, looks, row: 0, reach: 0, firstStep, nextStep: firstStep, look: -1, spread: null },
        ...{ older: 0, looksBefore: -1, candidates: new Set() },
      };
      rows.add(entry);
      entries.set(key, entry);
      if (!looks) passive.add(key);
      if (isFew()) pairWithAll(entry);
      else wereMany = true;
    },
    append(key, step, fine, coarse) {
      const entry = entries.get(key);
      if (entry === undefined || step < entry.nextStep) return;
      rows.append(entry, step, fine, coarse);
      entry.nextStep = step + 1;
      if (entry.looks && ageOf(entry) >= nextLookAt(entry)) due.add(entry);
    },
    letLook(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.looks) return;
      entry.looks = true;
      if (ageOf(entry) >= nextLookAt(entry)) due.add(entry);
    },
    remove(key) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      rows.remove(entry);
      for (const other of entry.candidates) other.candidates.delete(entry);
      entries.delete(key);
      due.delete(entry);
      passive.delete(key);
      if (waiting.length > 0) waiting = waiting.filter(([a, b]) => a !== entry && b !== entry);
    },
    propose() {
      if (isFew() && wereMany) {
        for (const entry of entries.values()) pairWithAll(entry);
        wereMany = false;
      }
      const pairs = isFew() ? waiting : [...waiting, ...lookForOthers()];
      waiting = [];
      return pairs.map(([a, b]) => [a.key, b.key]);
    },
    release(a, b) {
      const [one, other] = [entries.get(a), entries.get(b)];
      if (one === undefined || other === undefined || isFew()) return;
      one.candidates.delete(other);
      other.candidates.delete(one);
    },
    comparedBySketch(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.looksBefore < 0) return 0;
      return Math.max(entry.candidates.size, entry.older + firstLooks - entry.looksBefore);
    },
    get areMany() {
      return !isFew();
    },
  };
}
