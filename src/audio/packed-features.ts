import { FEATURES } from './feature-format.ts';
import type { FeaturePacket, FeatureSeries } from './feature-packet.ts';
import type { PoorSound, QualitySummary } from './sound-quality.ts';

/*
 * How a packet travels to another server: every vector as bytes and a scale. Rounding adds noise some 45 dB below the
 * vector's largest value, which is nothing beside what microphones add.
 *
 *   version, verdict, reason (1 byte each), 0 | liveliness, seconds (float32) | series: frames, blocks
 *   series: next, first number (float64) | count, length (uint16) | per vector: scale (float32), offset of its number
 *   from the first (uint16), values (int8)
 */

const POOR: readonly (PoorSound | null)[] = [null, 'muted', 'too-quiet'];
const HEAD_BYTES = 12;
const SERIES_BYTES = 20;
const VECTOR_BYTES = 6;
const LARGEST = 127;
/** No packet holds more: a chunk brings at most 26 frames, of 40 values. */
const MOST = { count: 64, length: 4_096 };

const lengthOf = ({ numbers, values }: FeatureSeries) => values.length / Math.max(1, numbers.length);
const sizeOf = (series: FeatureSeries) =>
  SERIES_BYTES + series.numbers.length * (VECTOR_BYTES + lengthOf(series));

/** @returns bytes of their own, which the caller overwrites (A6) */
export function packFeatures({ frames, blocks, quality, seconds }: FeaturePacket): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(HEAD_BYTES + sizeOf(frames) + sizeOf(blocks));
  const view = new DataView(packed.buffer);
  packed.set([FEATURES.version, POOR.indexOf(quality.verdict), POOR.indexOf(quality.reason)]);
  view.setFloat32(4, quality.highLiveliness, true);
  view.setFloat32(8, seconds, true);
  packSeries(blocks, view, packSeries(frames, view, HEAD_BYTES));
  return packed;
}

/** @throws RangeError when it was not packed by this version */
export function unpackFeatures(packed: Uint8Array): FeaturePacket {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const [verdict, reason] = [POOR[view.getUint8(1)], POOR[view.getUint8(2)]];
  if (view.getUint8(0) !== FEATURES.version || verdict === undefined || reason === undefined) {
    throw new RangeError('features of another version');
  }
  const quality: QualitySummary = { highLiveliness: view.getFloat32(4, true), verdict, reason };
  const frames = unpackSeries(view, HEAD_BYTES);
  const blocks = unpackSeries(view, HEAD_BYTES + sizeOf(frames));
  return { frames, blocks, quality, seconds: view.getFloat32(8, true) };
}

function packSeries(series: FeatureSeries, view: DataView, start: number): number {
  const { numbers, values, next } = series;
  const length = lengthOf(series);
  const first = numbers[0] ?? next;
  let at = start;
  view.setFloat64(at, next, true);
  view.setFloat64(at + 8, first, true);
  view.setUint16(at + 16, numbers.length, true);
  view.setUint16(at + 18, length, true);
  at += SERIES_BYTES;
  numbers.forEach((number, i) => {
    const vector = values.subarray(i * length, (i + 1) * length);
    let largest = 0;
    for (const value of vector) largest = Math.max(largest, Math.abs(value));
    const scale = largest / LARGEST;
    view.setFloat32(at, scale, true);
    view.setUint16(at + 4, number - first, true);
    at += VECTOR_BYTES;
    for (const value of vector) view.setInt8(at++, scale === 0 ? 0 : Math.round(value / scale));
  });
  return at;
}

function unpackSeries(view: DataView, start: number): FeatureSeries {
  const [next, first] = [view.getFloat64(start, true), view.getFloat64(start + 8, true)];
  const [count, length] = [view.getUint16(start + 16, true), view.getUint16(start + 18, true)];
  if (count > MOST.count || length > MOST.length)
    throw new RangeError('more features than a chunk can bring');
  const numbers = new Float64Array(count);
  const values = new Float32Array(count * length);
  let at = start + SERIES_BYTES;
  for (let i = 0; i < count; i++) {
    const scale = view.getFloat32(at, true);
    numbers[i] = first + view.getUint16(at + 4, true);
    at += VECTOR_BYTES;
    for (let k = i * length; k < (i + 1) * length; k++) values[k] = scale * view.getInt8(at++);
  }
  return { numbers, values, next };
}
