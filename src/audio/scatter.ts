/** Resolution and range of the histogram, natural logarithm of power. */
const STEP = 0.02;
const LOWEST = -22;
const CELLS = 1_700;
/** The lowest and highest frames that do not count: gaps, and the clicks of a keyboard or a tap. */
const TRIMMED = { low: 0.01, high: 0.08 };

/** How much a level scatters: the standard deviation of its frames, without the lowest and the highest. */
export interface Scatter {
  add(value: number): void;
  readonly count: number;
  /** 0 before the first frame. */
  readonly deviation: number;
  erase(): void;
}

/** @param frames how many it takes in; what comes then takes the place of the oldest */
export function createScatter(frames: number): Scatter {
  const histogram = new Uint16Array(CELLS);
  const ring = new Uint16Array(frames);
  let added = 0;
  let sum = 0;
  let squares = 0;
  let known: number | null = null;
  /** Cells beyond these were never used. */
  let range = { first: CELLS, last: -1 };
  const count = () => Math.min(added, frames);
  const change = (cell: number, by: number) => {
    histogram[cell]! += by;
    sum += by * cell;
    squares += by * cell * cell;
  };

  function trimmedDeviation(): number {
    const high = count() - Math.max(1, Math.ceil((1 - TRIMMED.high) * count()));
    const low = Math.floor(TRIMMED.low * count());
    let [left, total, square] = [count(), sum, squares];
    const cut = (frames: number, first: number, step: 1 | -1) => {
      for (let cell = first; frames > 0; cell += step) {
        if (histogram[cell] === 0) continue;
        const taken = Math.min(frames, histogram[cell]!);
        frames -= taken;
        left -= taken;
        total -= taken * cell;
        square -= taken * cell * cell;
      }
    };
    cut(low, range.first, 1);
    cut(high, range.last, -1);
    return left > 0 ? STEP * Math.sqrt(Math.max(0, square / left - (total / left) ** 2)) : 0;
  }
  return {
    add(value) {
      const slot = added % frames;
      if (added >= frames) change(ring[slot]!, -1);
      const cell = Math.max(0, Math.min(CELLS - 1, Math.round((value - LOWEST) / STEP)));
      ring[slot] = cell;
      change(cell, 1);
      range = { first: Math.min(range.first, cell), last: Math.max(range.last, cell) };
      added++;
      known = null;
    },
    get count() {
      return count();
    },
    get deviation() {
      known ??= trimmedDeviation();
      return known;
    },
    erase() {
      histogram.fill(0);
      ring.fill(0);
      [added, sum, squares, known] = [0, 0, 0, null];
      range = { first: CELLS, last: -1 };
    },
  };
}
