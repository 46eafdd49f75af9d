import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG picture of one colour. `claimed`: what its header says instead of its real size. */
export function makePng(
  width: number,
  height: number,
  { colour = [61, 70, 216], claimed = [width, height] } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimed[0] ?? 0, 0);
  header.writeUInt32BE(claimed[1] ?? 0, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([
    Buffer.from([0]),
    Buffer.from(Array.from({ length: width }, () => colour).flat()),
  ]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    ...[magic, chunk('IHDR', header)],
    ...[chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))],
  ]);
}
