const twiddles = new Map<number, { cos: Float64Array; sin: Float64Array }>();

function twiddlesFor(size: number): { cos: Float64Array; sin: Float64Array } {
  let table = twiddles.get(size);
  if (!table) {
    table = { cos: new Float64Array(size / 2), sin: new Float64Array(size / 2) };
    for (let i = 0; i < size / 2; i += 1) {
      table.cos[i] = Math.cos((2 * Math.PI * i) / size);
      table.sin[i] = -Math.sin((2 * Math.PI * i) / size);
    }
    twiddles.set(size, table);
  }
  return table;
}

/** In-place complex FFT of a power-of-two length (radix 2, decimation in time, not scaled). */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i += 1) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const swapRe = re[i]!;
      const swapIm = im[i]!;
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = swapRe;
      im[j] = swapIm;
    }
  }
  const { cos, sin } = twiddlesFor(size);
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k += 1) {
        const a = start + k;
        const b = a + half;
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const tre = re[b]! * c - im[b]! * s;
        const tim = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - tre;
        im[b] = im[a]! - tim;
        re[a] = re[a]! + tre;
        im[a] = im[a]! + tim;
      }
    }
  }
}

/**
 * `signal` heard through `response`, as long as `signal`.
 * `cyclic`: the signal repeats for ever, so what rings on past its end is heard at its beginning.
 */
export function convolve(signal: Float64Array, response: Float64Array, cyclic: boolean): Float64Array {
  const full = signal.length + response.length - 1;
  let size = 1;
  while (size < full) size *= 2;
  // Both are real: one complex transform carries the two, their product is taken apart below.
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(signal);
  im.set(response);
  transform(re, im);
  const outRe = new Float64Array(size);
  const outIm = new Float64Array(size);
  for (let k = 0; k < size; k += 1) {
    const m = (size - k) % size;
    const sumRe = (re[k]! + re[m]!) / 2;
    const sumIm = (im[k]! - im[m]!) / 2;
    const difRe = (im[k]! + im[m]!) / 2;
    const difIm = (re[m]! - re[k]!) / 2;
    outRe[k] = sumRe * difRe - sumIm * difIm;
    // Conjugated, so that the forward transform below goes back.
    outIm[k] = -(sumRe * difIm + sumIm * difRe);
  }
  transform(outRe, outIm);
  const out = new Float64Array(signal.length);
  for (let i = 0; i < full; i += 1) {
    const value = outRe[i]! / size;
    if (i < signal.length) out[i] = value;
    else if (cyclic) out[i % signal.length]! += value;
  }
  return out;
}
