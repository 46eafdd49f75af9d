/**
 * Smallest share of different bits in two series of 32-bit words, one moved against the other by up to `lags` words
 * to either side; null where nothing overlaps.
 */
export function smallestErrorRate(a: Uint32Array, b: Uint32Array, lags: number): number | null {
  let best: number | null = null;
  for (let lag = -lags; lag <= lags; lag++) {
    const from = Math.max(0, -lag);
    const end = Math.min(a.length, b.length - lag);
    if (end <= from) continue;
    let errors = 0;
    for (let n = from; n < end; n++) errors += bitsIn(a[n]! ^ b[n + lag]!);
    const rate = errors / (32 * (end - from));
    if (best === null || rate < best) best = rate;
  }
  return best;
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
