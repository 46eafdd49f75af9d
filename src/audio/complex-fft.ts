/** In place; unscaled in both directions: `inverse` after `forward` gives `size` times the input. */
export interface ComplexFft {
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
}

/**
 * A complex FFT of one fixed length, decimation in time, with tables made once: stages of radix 4, and one of
 * radix 2 where the length is no power of four.
 *
 * @param size power of two, at least 4
 */
export function createComplexFft(size: number): ComplexFft {
  if (size < 4 || (size & (size - 1)) !== 0) throw new RangeError('FFT length must be a power of two');
  const swaps = bitReversalSwaps(size);
  const isPowerOfFour = (Math.log2(size) & 1) === 0;
  const stages: Array<{ quarter: number; twiddles: Float64Array }> = [];
  for (let quarter = isPowerOfFour ? 1 : 2; quarter < size; quarter *= 4) {
    stages.push({ quarter, twiddles: stageTwiddles(quarter) });
  }
  function transform(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < swaps.length; i += 2) {
      const p = swaps[i]!;
      const q = swaps[i + 1]!;
      const r = re[p]!;
      re[p] = re[q]!;
      re[q] = r;
      const m = im[p]!;
      im[p] = im[q]!;
      im[q] = m;
    }
    if (!isPowerOfFour) firstRadix2(re, im);
    for (const { quarter, twiddles } of stages) radix4(re, im, quarter, twiddles);
  }
  // The inverse is the forward transform with the roles of the two parts exchanged.
  return { forward: transform, inverse: (re, im) => transform(im, re) };
}

function bitReversalSwaps(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  const swaps: number[] = [];
  for (let i = 1; i < size; i++) {
    reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0);
    if (reversed[i]! > i) swaps.push(i, reversed[i]!);
  }
  return Uint32Array.from(swaps);
}

/** cos and sin of the first, second and third power of each root, six values per butterfly. */
function stageTwiddles(quarter: number): Float64Array {
  const table = new Float64Array(6 * quarter);
  for (let k = 0; k < quarter; k++) {
    for (let power = 1; power <= 3; power++) {
      const angle = (-2 * Math.PI * k * power) / (4 * quarter);
      table[6 * k + 2 * power - 2] = Math.cos(angle);
      table[6 * k + 2 * power - 1] = Math.sin(angle);
    }
  }
  return table;
}

function firstRadix2(re: Float64Array, im: Float64Array): void {
  for (let i = 0; i < re.length; i += 2) {
    const r = re[i + 1]!;
    const m = im[i + 1]!;
    re[i + 1] = re[i]! - r;
    im[i + 1] = im[i]! - m;
    re[i] = re[i]! + r;
    im[i] = im[i]! + m;
  }
}

/** Bit-reversed input puts the sub-transforms of the residues 0, 2, 1, 3 one after another. */
function radix4(re: Float64Array, im: Float64Array, quarter: number, w: Float64Array): void {
  for (let block = 0; block < re.length; block += 4 * quarter) {
    for (let k = 0, t = 0; k < quarter; k++, t += 6) {
      const i0 = block + k;
      const i2 = i0 + quarter;
      const i1 = i2 + quarter;
      const i3 = i1 + quarter;
      const r1 = re[i1]! * w[t]! - im[i1]! * w[t + 1]!;
      const m1 = re[i1]! * w[t + 1]! + im[i1]! * w[t]!;
      const r2 = re[i2]! * w[t + 2]! - im[i2]! * w[t + 3]!;
      const m2 = re[i2]! * w[t + 3]! + im[i2]! * w[t + 2]!;
      const r3 = re[i3]! * w[t + 4]! - im[i3]! * w[t + 5]!;
      const m3 = re[i3]! * w[t + 5]! + im[i3]! * w[t + 4]!;
      const sr = re[i0]! + r2;
      const sm = im[i0]! + m2;
      const dr = re[i0]! - r2;
      const dm = im[i0]! - m2;
      const pr = r1 + r3;
      const pm = m1 + m3;
      const qr = r1 - r3;
      const qm = m1 - m3;
      re[i0] = sr + pr;
      im[i0] = sm + pm;
      re[i2] = dr + qm;
      im[i2] = dm - qr;
      re[i1] = sr - pr;
      im[i1] = sm - pm;
      re[i3] = dr - qm;
      im[i3] = dm + qr;
    }
  }
}
