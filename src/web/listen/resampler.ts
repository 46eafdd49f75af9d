/** Turns a stream of samples at one rate into a stream at another. */
export interface Resampler {
  /** @returns the output samples that these input samples complete; the filter looks about 1 ms ahead */
  push(input: Float32Array): Float32Array;
}

/** Zero crossings of the filter on either side, at the lower of the two rates. */
const CROSSINGS = 16;
/** Points of the kernel's table per input sample. */
const FINENESS = 64;

/**
 * A windowed-sinc interpolator (Blackman window, pass band up to 0.45 of the lower rate, about -70 dB above).
 * Output sample n stands exactly at input position n * from / to: the filter shifts no time.
 *
 * For browsers that cannot run an audio context at 16 kHz on a microphone of another rate (older Firefox).
 *
 * @param from rate of the input, Hz
 * @param to rate of the output, Hz
 */
export function createResampler(from: number, to: number): Resampler {
  const step = from / to;
  const half = Math.ceil(CROSSINGS * Math.max(1, step));
  const kernel = sincTable(half, 0.45 / Math.max(1, step));
  let held = new Float32Array(half);
  /** Input position of the next output, counted from the start of `held`. */
  let position = half;

  return {
    push(input) {
      const joined = new Float32Array(held.length + input.length);
      joined.set(held);
      joined.set(input, held.length);
      const output: number[] = [];
      for (; position + half < joined.length; position += step) {
        let sum = 0;
        const last = Math.floor(position + half);
        for (let i = Math.max(0, Math.ceil(position - half)); i <= last; i += 1) {
          const at = Math.abs(position - i) * FINENESS;
          const whole = Math.floor(at);
          const low = kernel[whole] ?? 0;
          sum += (joined[i] ?? 0) * (low + (at - whole) * ((kernel[whole + 1] ?? 0) - low));
        }
        output.push(sum);
      }
      const spent = Math.max(0, Math.floor(position) - half);
      held = joined.slice(spent);
      position -= spent;
      return Float32Array.from(output);
    },
  };
}

/** One side of the kernel, normalised to a gain of 1 at 0 Hz. `cutoff` is in cycles per input sample. */
function sincTable(half: number, cutoff: number): Float64Array {
  const table = new Float64Array(half * FINENESS + 2);
  for (let i = 0; i <= half * FINENESS; i += 1) {
    const t = i / FINENESS;
    const sinc = t === 0 ? 1 : Math.sin(2 * Math.PI * cutoff * t) / (2 * Math.PI * cutoff * t);
    const w = Math.PI * (t / half);
    table[i] = 2 * cutoff * sinc * (0.42 + 0.5 * Math.cos(w) + 0.08 * Math.cos(2 * w));
  }
  return table;
}
