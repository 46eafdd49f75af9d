import { SKETCH_KERNEL } from './sketch-kernel-binary.ts';
import { createReferenceKernel } from './sketch-kernel-reference.ts';

/**
 * The loops that compare sketches, on one piece of memory (little endian; all addresses in bytes). Two ways of doing
 * exactly the same: WebAssembly with SIMD, and plain TypeScript where there is none.
 */
export interface SketchKernel {
  readonly memory: ArrayBuffer;
  /**
   * Compares the words of one recording with the words of the rows `from` to `to` (multiples of 8).
   *
   * @param slots addresses of columns, Uint32: word r of a column is row r's. At most 31
   * @param count how many
   * @param words the recording's own words: for each lag, `count` of them
   * @param lags how many lags; the one that fits best counts
   * @param scores where the scores go, Uint16 by row: bits of disagreement
   */
  scan(
    slots: number,
    count: number,
    words: number,
    lags: number,
    from: number,
    to: number,
    scores: number,
  ): void;
  /**
   * @param scores Uint16, `rows` of them; up to seven more are read and do not count
   * @param into where the numbers of the rows with a score of at most `limit` go, Uint32
   * @returns how many there are
   */
  select(scores: number, rows: number, limit: number, into: number): number;
  /**
   * Compares the words of one recording with the words of the rows in a list, in blocks of four words.
   *
   * @param list numbers of rows, Uint32
   * @param length how many
   * @param words the first row's words, a ring of `stride` bytes (a power of two); the next row's follow
   * @param first where in the ring the first block is, a multiple of 16
   * @param blocks how many, at least 2
   * @param own the recording's own words: for each lag, `blocks` blocks
   * @param lags how many lags; the one that fits best counts
   * @param masks of the bits that count in the first and in the last block
   * @param scores where the scores go, Uint16 by place in the list: bits of disagreement
   */
  compare(
    list: number,
    length: number,
    words: number,
    stride: number,
    first: number,
    blocks: number,
    own: number,
    lags: number,
    masks: number,
    scores: number,
  ): void;
}

/** The part of the standard that is used here; the language's own types know it only where there is a page or Node. */
declare const WebAssembly:
  | {
      validate(bytes: Uint8Array): boolean;
      Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object, imports: object) => { exports: Omit<SketchKernel, 'memory'> };
    }
  | undefined;

const PAGE = 65_536;

/** @param bytes of memory at least; all zero at first */
export function createSketchKernel(bytes: number): SketchKernel {
  return createSimdKernel(bytes) ?? createReferenceKernel(bytes);
}

/** @returns null where there is no WebAssembly, or none with SIMD */
export function createSimdKernel(bytes: number): SketchKernel | null {
  if (typeof WebAssembly === 'undefined') return null;
  const binary = decodeBase64(SKETCH_KERNEL);
  if (!WebAssembly.validate(binary)) return null;
  compiled ??= new WebAssembly.Module(binary);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { scan, select, compare } = exports;
  return { memory: memory.buffer, scan, select, compare };
}

let compiled: object | undefined;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const digits = [...text].map((digit) => DIGITS.indexOf(digit)).filter((value) => value >= 0);
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let i = 0; i < bytes.length; i++) {
    const at = Math.floor((i * 4) / 3);
    const pair = (digits[at]! << 6) | digits[at + 1]!;
    bytes[i] = pair >> (4 - 2 * (i % 3));
  }
  return bytes;
}
