/** Resolution and range of the histogram, natural logarithm of power (0.1 is 0.43 dB). */
const STEP = 0.1;
const LOWEST = -22;
const CELLS = 340;

/**
 * The noise floor of every band: a low quantile of its log powers over the last frames.
 * Sound that is always there (a fan, hum, own noise) is floor; what rises above it is news.
 * Memory per band: a histogram and a ring of its cells.
 */
export interface NoiseFloor {
  /** Takes the log powers of one frame. */
  add(logPowers: Float32Array): void;
  /** Writes the present floor of every band (log power). Before the first frame: the lowest value. */
  read(into: Float32Array): void;
  erase(): void;
}

/**
 * @param bands values per frame
 * @param frames length of the memory, frames
 * @param quantile 0..1
 */
export function createNoiseFloor(bands: number, frames: number, quantile: number): NoiseFloor {
  const histogram = new Uint16Array(bands * CELLS);
  const ring = new Uint16Array(bands * frames);
  let count = 0;
  return {
    add(logPowers) {
      const slot = (count % frames) * bands;
      for (let band = 0; band < bands; band++) {
        const at = band * CELLS;
        if (count >= frames) histogram[at + ring[slot + band]!]!--;
        const cell = Math.max(0, Math.min(CELLS - 1, Math.round((logPowers[band]! - LOWEST) / STEP)));
        ring[slot + band] = cell;
        histogram[at + cell]!++;
      }
      count++;
    },
    read(into) {
      const rank = quantile * (Math.min(count, frames) - 1);
      for (let band = 0; band < bands; band++) {
        let below = 0;
        let cell = 0;
        while (cell < CELLS - 1) {
          below += histogram[band * CELLS + cell]!;
          if (below > rank) break;
          cell++;
        }
        into[band] = count === 0 ? LOWEST : LOWEST + cell * STEP;
      }
    },
    erase() {
      histogram.fill(0);
      ring.fill(0);
      count = 0;
    },
  };
}
