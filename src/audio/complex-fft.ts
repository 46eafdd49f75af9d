/**
 * A complex FFT of one fixed length, radix 2, in place, with tables made once.
 * Unscaled in both directions: `inverse(forward(x))` is `size * x`.
 *
 * @param size power of two, at least 2
 */
export function createComplexFft(size: number): {
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
} {
  if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError('FFT length must be a power of two');
  const half = size / 2;
  const cos = new Float64Array(half);
  const sin = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = Math.sin((2 * Math.PI * k) / size);
  }
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? half : 0);

  function transform(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < size; i++) {
      const j = reversed[i]!;
      if (j > i) {
        const r = re[i]!;
        re[i] = re[j]!;
        re[j] = r;
        const m = im[i]!;
        im[i] = im[j]!;
        im[j] = m;
      }
    }
    for (let i = 0; i < size; i += 2) {
      const r = re[i + 1]!;
      const m = im[i + 1]!;
      re[i + 1] = re[i]! - r;
      im[i + 1] = im[i]! - m;
      re[i] = re[i]! + r;
      im[i] = im[i]! + m;
    }
    for (let span = 2; span < size; span *= 2) {
      const stride = half / span;
      for (let k = 0; k < span; k++) {
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        for (let i = k; i < size; i += 2 * span) {
          const j = i + span;
          const r = re[j]! * c + im[j]! * s;
          const m = im[j]! * c - re[j]! * s;
          re[j] = re[i]! - r;
          im[j] = im[i]! - m;
          re[i] = re[i]! + r;
          im[i] = im[i]! + m;
        }
      }
    }
  }
  // The inverse is the forward transform with the roles of the two parts exchanged.
  return { forward: transform, inverse: (re, im) => transform(im, re) };
}
