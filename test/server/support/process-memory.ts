import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** How often these bytes stand in the memory of a process (Linux). */
export function countInMemory(pid: number, bytes: Buffer): number {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  let count = 0;
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const region = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (!region || line.includes('[v')) continue;
      count += countIn(memory, Number.parseInt(region[1]!, 16), Number.parseInt(region[2]!, 16), bytes);
    }
  } finally {
    closeSync(memory);
  }
  return count;
}

const PIECE = 1 << 22;

function countIn(memory: number, from: number, to: number, bytes: Buffer): number {
  const piece = Buffer.alloc(PIECE + bytes.length);
  let count = 0;
  for (let at = from; at < to; at += PIECE) {
    let read = 0;
    try {
      read = readSync(memory, piece, 0, Math.min(piece.length, to - at), at);
    } catch {
      continue; // a page that is not there
    }
    const there = piece.subarray(0, read);
    for (let i = there.indexOf(bytes); i >= 0 && i < PIECE; i = there.indexOf(bytes, i + 1)) count += 1;
  }
  return count;
}
