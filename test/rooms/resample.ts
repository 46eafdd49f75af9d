const ZERO_CROSSINGS = 16;
const STEPS = 512;

/** Half of a Hann-windowed sinc, `STEPS` points per zero crossing. */
const KERNEL = Float64Array.from({ length: ZERO_CROSSINGS * STEPS + 2 }, (_, i) => {
  const x = i / STEPS;
  if (x >= ZERO_CROSSINGS) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return sinc * 0.5 * (1 + Math.cos((Math.PI * x) / ZERO_CROSSINGS));
});

/**
 * Reads `signal` at the places `start + i * step` (in samples of `signal`), band-limited to what both
 * sides can carry. `step` = 1 with a fraction in `start` delays; `step` = 1.00005 is a clock 50 ppm off.
 */
export function readAt(signal: Float64Array, start: number, step: number, count: number): Float64Array {
  const out = new Float64Array(count);
  const scale = Math.min(1, 1 / step);
  const reach = ZERO_CROSSINGS / scale;
  for (let i = 0; i < count; i += 1) {
    const place = start + i * step;
    const first = Math.max(0, Math.ceil(place - reach));
    const last = Math.min(signal.length - 1, Math.floor(place + reach));
    let sum = 0;
    for (let k = first; k <= last; k += 1) {
      const at = Math.abs(place - k) * scale * STEPS;
      const whole = at | 0;
      const low = KERNEL[whole]!;
      sum += signal[k]! * (low + (KERNEL[whole + 1]! - low) * (at - whole));
    }
    out[i] = sum * scale;
  }
  return out;
}

/** `signal` at another sample rate. */
export function resample(signal: Float64Array, from: number, to: number): Float64Array {
  return from === to ? signal : readAt(signal, 0, from / to, Math.floor((signal.length * to) / from));
}
