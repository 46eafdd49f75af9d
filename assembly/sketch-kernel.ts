/*
 * The hot loops of src/matching/candidate-search.ts in AssemblyScript, for WebAssembly with SIMD.
 * `npm run build:kernel` compiles this file into src/matching/sketch-kernel-binary.ts. What each function does is said in
 * src/matching/sketch-kernel.ts; src/matching/sketch-kernel-reference.ts does the same in plain TypeScript.
 * All numbers are little endian, all addresses in bytes.
 */

/** Words whose bits a byte can count. */
const MOST: usize = 31;

export function scan(slots: usize, count: i32, words: usize, lags: i32, from: i32, to: i32, scores: usize): void {
  for (let row = from; row < to; row += 8) {
    const offset = <usize>row << 2;
    let least = i16x8.splat(0x7fff);
    let word = words;
    for (let lag = 0; lag < lags; lag++) {
      let left = i8x16.splat(0);
      let right = i8x16.splat(0);
      for (let slot = slots; slot < slots + (<usize>count << 2); slot += 4, word += 4) {
        const rows = <usize>load<u32>(slot) + offset;
        const own = v128.load32_splat(word);
        left = i8x16.add(left, i8x16.popcnt(v128.xor(v128.load(rows), own)));
        right = i8x16.add(right, i8x16.popcnt(v128.xor(v128.load(rows, 16), own)));
      }
      least = i16x8.min_u(least, i16x8.narrow_i32x4_u(addBytes(left), addBytes(right)));
    }
    v128.store(scores + (<usize>row << 1), least);
  }
}

export function select(scores: usize, rows: i32, limit: i32, into: usize): i32 {
  const least = i16x8.splat(<i16>limit);
  let end = into;
  for (let row = 0; row < rows; row += 8) {
    let bits = i16x8.bitmask(i16x8.le_u(v128.load(scores + (<usize>row << 1)), least));
    if (row + 8 > rows) bits &= (1 << (rows - row)) - 1;
    for (; bits != 0; bits &= bits - 1, end += 4) store<u32>(end, row + ctz(bits));
  }
  return <i32>((end - into) >> 2);
}

export function compare(
  list: usize,
  length: i32,
  words: usize,
  stride: i32,
  first: i32,
  blocks: i32,
  own: usize,
  lags: i32,
  masks: usize,
  scores: usize,
): void {
  const ring = <usize>(stride - 1);
  const size = <usize>blocks << 4;
  const head = v128.load(masks);
  const tail = v128.load(masks, 16);
  for (let i = 0; i < length; i++) {
    const row = words + <usize>load<u32>(list + (<usize>i << 2)) * <usize>stride;
    let least = i32.MAX_VALUE;
    let mine = own;
    for (let lag = 0; lag < lags; lag++, mine += size) {
      let at: usize = 0;
      let sum = i32x4.splat(0);
      let bytes = i8x16.popcnt(v128.and(v128.xor(v128.load(row + <usize>first), v128.load(mine)), head));
      while (at < size - 32) {
        const stop = min(at + (MOST << 4), size - 32);
        sum = i32x4.add(sum, addBytes(bytes));
        bytes = i8x16.splat(0);
        while (at < stop) {
          at += 16;
          const differ = v128.xor(v128.load(row + ((<usize>first + at) & ring)), v128.load(mine + at));
          bytes = i8x16.add(bytes, i8x16.popcnt(differ));
        }
      }
      at += 16;
      const last = v128.xor(v128.load(row + ((<usize>first + at) & ring)), v128.load(mine + at));
      sum = i32x4.add(sum, i32x4.add(addBytes(bytes), addBytes(i8x16.popcnt(v128.and(last, tail)))));
      least = min(least, total(sum));
    }
    store<u16>(scores + (<usize>i << 1), <u16>least);
  }
}

/** The sums of the four bytes of each lane. */
// @ts-ignore: decorators are the compiler's way of inlining
@inline
function addBytes(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
}

// @ts-ignore: decorators are the compiler's way of inlining
@inline
function total(lanes: v128): i32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
