/** Coefficients of a frame (20 ms), half of its samples; frames overlap by half. */
const SIZE = 320;
/** Coefficients in a band (400 Hz), and bands that are kept: up to 7.2 kHz. */
const BAND = 16;
const BANDS = 18;
/** A band's step of quantisation over its own root mean square: about 1.3 bits per coefficient, 19 kbit/s. */
const STEP = 1.7;

/** Sine window, and basis functions of the modified discrete cosine transform (Princen and Bradley 1987). */
const WINDOW = Float64Array.from({ length: 2 * SIZE }, (_, n) =>
  Math.sin((Math.PI * (n + 0.5)) / (2 * SIZE)),
);
const BASIS = Array.from({ length: BANDS * BAND }, (_, k) =>
  Float64Array.from(
    { length: 2 * SIZE },
    (_, n) => WINDOW[n]! * Math.cos((Math.PI / SIZE) * (n + 0.5 + SIZE / 2) * (k + 0.5)),
  ),
);

/**
 * A lossy transform codec as it is inside MP3, AAC and Opus, without their bit stream: frames of 20 ms as modified
 * cosine transforms, each band of 400 Hz quantised in steps of its own level, nothing above 7.2 kHz.
 *
 * @returns as many values as samples, without delay
 */
export function lossyCodec(samples: Int16Array): Float64Array {
  const out = new Float64Array(samples.length);
  const frame = new Float64Array(2 * SIZE);
  for (let start = -SIZE; start < samples.length; start += SIZE) {
    for (let n = 0; n < 2 * SIZE; n++) frame[n] = samples[start + n] ?? 0;
    const coefficients = BASIS.map((basis) => dot(basis, frame));
    for (let band = 0; band < BANDS; band++) quantise(coefficients, band * BAND);
    addTo(out, start, coefficients);
  }
  return out;
}

function quantise(coefficients: number[], first: number): void {
  let square = 0;
  for (let k = first; k < first + BAND; k++) square += coefficients[k]! ** 2;
  const step = STEP * Math.sqrt(square / BAND);
  if (step === 0) return;
  for (let k = first; k < first + BAND; k++) coefficients[k] = step * Math.round(coefficients[k]! / step);
}

/** The inverse transform; what overlaps cancels the frame's time aliasing. */
function addTo(out: Float64Array, start: number, coefficients: readonly number[]): void {
  const [from, end] = [Math.max(0, -start), Math.min(2 * SIZE, out.length - start)];
  coefficients.forEach((coefficient, k) => {
    if (coefficient === 0) return;
    const basis = BASIS[k]!;
    const scaled = (2 * coefficient) / SIZE;
    for (let n = from; n < end; n++) out[start + n]! += scaled * basis[n]!;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
