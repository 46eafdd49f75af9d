/** Coefficients of one second-order section: b over a, a0 = 1. */
export interface Section {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

type Kind = 'lowpass' | 'highpass' | 'peak';

/** Second-order sections after R. Bristow-Johnson's audio equaliser formulas. `gainDb` is for `peak` alone. */
export function section(kind: Kind, rate: number, hz: number, q = Math.SQRT1_2, gainDb = 0): Section {
  const w = (2 * Math.PI * Math.min(hz, rate * 0.45)) / rate;
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  if (kind === 'peak') {
    const gain = 10 ** (gainDb / 40);
    const a0 = 1 + alpha / gain;
    return {
      b: [(1 + alpha * gain) / a0, (-2 * cos) / a0, (1 - alpha * gain) / a0],
      a: [(-2 * cos) / a0, (1 - alpha / gain) / a0],
    };
  }
  const a0 = 1 + alpha;
  const edge = kind === 'lowpass' ? (1 - cos) / 2 : (1 + cos) / 2;
  const middle = kind === 'lowpass' ? 1 - cos : -(1 + cos);
  return { b: [edge / a0, middle / a0, edge / a0], a: [(-2 * cos) / a0, (1 - alpha) / a0] };
}

/**
 * `signal` through the sections in turn. `cyclic`: the state at the start is what the end of the signal
 * leaves behind, so that the loop has no seam.
 */
export function filter(signal: Float64Array, sections: readonly Section[], cyclic: boolean): Float64Array {
  let current = signal;
  for (const { b, a } of sections) {
    const out = new Float64Array(current.length);
    let s1 = 0;
    let s2 = 0;
    const warmUp = cyclic ? Math.min(current.length, 48_000) : 0;
    for (let i = -warmUp; i < current.length; i += 1) {
      const x = current[i < 0 ? i + current.length : i]!;
      const y = b[0] * x + s1;
      s1 = b[1] * x - a[0] * y + s2;
      s2 = b[2] * x - a[1] * y;
      if (i >= 0) out[i] = y;
    }
    current = out;
  }
  return current;
}

/** First-order low-pass; `signal - onePole(signal)` is its exact complement. */
export function onePole(signal: Float64Array, rate: number, hz: number): Float64Array {
  const keep = Math.exp((-2 * Math.PI * hz) / rate);
  const out = new Float64Array(signal.length);
  let state = 0;
  for (let i = 0; i < signal.length; i += 1) {
    state = (1 - keep) * signal[i]! + keep * state;
    out[i] = state;
  }
  return out;
}
