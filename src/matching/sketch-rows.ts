import { neutralWord } from './sketch.ts';
import type { SketchKernel } from './sketch-kernel.ts';

/** Steps of a row that are kept: 8.2 s. A power of two, as are the others. */
export const KEPT_STEPS = 256;
/** Every fourth step a coarse word also goes into a column, where the same step of all rows lies side by side. */
export const SLOT_STEPS = 4;
const SLOTS = KEPT_STEPS / SLOT_STEPS;
/** Bytes of a row's ring of words. */
export const ROW_BYTES = 4 * KEPT_STEPS;
/** Rows there is room for at first. */
const LEAST_ROWS = 64;
/** Rows are moved up when they take so much more room than they need; memory grows when it is so full. */
const MOST_GAPS = 1.25;
const MOST_FULL = 0.75;

/** The sketch of one recording. */
export interface SketchRow {
  /** Its place now; rows move up when those before them are gone. */
  row: number;
}

/**
 * The sketches of all recordings in the memory of a kernel, a row for each, in the order in which they were added.
 * Where a row has no sound (before its start, after its end, in a gap) its words are neutral: they agree with others
 * by chance alone.
 */
export interface SketchRows<Entry extends SketchRow> {
  readonly kernel: SketchKernel;
  /** Rows there is room for; a multiple of 64. */
  readonly capacity: number;
  /** All rows in use are below this; so many of them are. */
  readonly end: number;
  readonly size: number;
  /** Who has a row; undefined where somebody has gone. */
  at(row: number): Entry | undefined;
  /** Address of the rings of fine and of coarse words. */
  readonly fine: number;
  readonly coarse: number;
  /** Address of the room for look-ups. */
  readonly scratch: number;
  /** Address of the column that holds a step; the step is the last of its slot. */
  column(step: number): number;
  add(entry: Entry): void;
  append(entry: Entry, step: number, fine: number, coarse: number): void;
  /** A6: overwrites a row with zeros. */
  remove(entry: Entry): void;
}

/**
 * @param makeKernel makes a kernel with memory of so many bytes
 * @param scratchBytes room for look-ups, as a function of the number of rows
 */
export function createSketchRows<Entry extends SketchRow>(
  makeKernel: (bytes: number) => SketchKernel,
  scratchBytes: (rows: number) => number,
): SketchRows<Entry> {
  let capacity = LEAST_ROWS;
  let { kernel, places } = allocate(capacity);
  let words = new Uint32Array(kernel.memory);
  let entries: Array<Entry | undefined> = [];
  let size = 0;
  let added = 0;

  function allocate(rows: number) {
    const fine = 4 * rows * SLOTS;
    const coarse = fine + rows * ROW_BYTES;
    const scratch = coarse + rows * ROW_BYTES;
    return {
      kernel: makeKernel(scratch + scratchBytes(rows)),
      places: { columns: 0, fine, coarse, scratch },
    };
  }
  const columnOf = (step: number) => places.columns + 4 * capacity * (Math.floor(step / SLOT_STEPS) % SLOTS);

  function put(row: number, step: number, fine: number, coarse: number): void {
    const place = row * KEPT_STEPS + (step % KEPT_STEPS);
    words[places.fine / 4 + place] = fine;
    words[places.coarse / 4 + place] = coarse;
    if (step % SLOT_STEPS === SLOT_STEPS - 1) words[columnOf(step) / 4 + row] = coarse;
  }
  function fill(row: number, wordAt: (step: number) => number): void {
    for (let step = 0; step < KEPT_STEPS; step++) put(row, step, wordAt(step), wordAt(step + KEPT_STEPS));
  }
  /** Makes room: closes the gaps, and doubles the memory if that was not enough. */
  function pack(): void {
    const [old, before] = [words, { ...places, capacity }];
    if (size > capacity * MOST_FULL) {
      capacity *= 2;
      ({ kernel, places } = allocate(capacity));
      words = new Uint32Array(kernel.memory);
    }
    const alive = entries.filter((entry) => entry !== undefined);
    const move = (from: number, to: number, count: number) => {
      if (old === words) words.copyWithin(to / 4, from / 4, from / 4 + count);
      else words.set(old.subarray(from / 4, from / 4 + count), to / 4);
    };
    alive.forEach((entry, row) => {
      for (let slot = 0; slot < SLOTS; slot++) {
        const from = before.columns + 4 * (slot * before.capacity + entry.row);
        words[places.columns / 4 + slot * capacity + row] = old[from / 4]!;
      }
      move(before.fine + entry.row * ROW_BYTES, places.fine + row * ROW_BYTES, KEPT_STEPS);
      move(before.coarse + entry.row * ROW_BYTES, places.coarse + row * ROW_BYTES, KEPT_STEPS);
      entry.row = row;
    });
    // A6: what was moved leaves nothing behind.
    if (old !== words) old.fill(0);
    else for (let row = alive.length; row < entries.length; row++) fill(row, () => 0);
    entries = alive;
  }
  return {
    get kernel() {
      return kernel;
    },
    get capacity() {
      return capacity;
    },
    get end() {
      return entries.length;
    },
    get size() {
      return size;
    },
    get fine() {
      return places.fine;
    },
    get coarse() {
      return places.coarse;
    },
    get scratch() {
      return places.scratch;
    },
    at: (row) => entries[row],
    column: columnOf,
    add(entry) {
      if (entries.length === capacity || entries.length > size * MOST_GAPS + LEAST_ROWS) pack();
      entry.row = entries.length;
      entries.push(entry);
      size++;
      const seed = ++added;
      fill(entry.row, (step) => neutralWord(seed, step));
    },
    append(entry, step, fine, coarse) {
      put(entry.row, step, fine, coarse);
    },
    remove(entry) {
      fill(entry.row, () => 0);
      entries[entry.row] = undefined;
      size--;
    },
  };
}
