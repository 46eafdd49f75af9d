/**
 * The last seconds of one recording, in one buffer of fixed size (A6). Positions count samples since its start.
 * What was never written, or has been erased, is missing and cannot be read.
 */
export interface PcmRing {
  /** Writes at a position at or after the end of what was written before; a gap between them is missing. */
  write(position: number, samples: Int16Array): void;
  /** Copies `into.length` samples from `position`; false (and nothing copied) if any of them is missing. */
  read(position: number, into: Int16Array): boolean;
  /** A5: overwrites with zeros everything before `position`. */
  eraseBefore(position: number): void;
  /** A6: overwrites everything with zeros. */
  erase(): void;
  /** One past the last sample written. */
  readonly end: number;
  /** The memory itself, for tests that look whether it is empty. */
  readonly memory: Int16Array;
}

/**
 * @param capacity samples held
 * @param memory where they are held, if somebody else is to be able to erase them
 */
export function createPcmRing(capacity: number, memory: Int16Array = new Int16Array(capacity)): PcmRing {
  /** Stretches that can be read, oldest first: [from, to). */
  let stretches: Array<[number, number]> = [];
  let end = 0;

  function zero(from: number, to: number): void {
    const count = Math.min(to - from, capacity);
    const at = (to - count) % capacity;
    memory.fill(0, at, Math.min(capacity, at + count));
    if (at + count > capacity) memory.fill(0, 0, at + count - capacity);
  }
  function eraseBefore(position: number): void {
    for (const stretch of stretches) {
      if (stretch[0] >= position) break;
      zero(stretch[0], Math.min(stretch[1], position));
      stretch[0] = Math.min(stretch[1], position);
    }
    stretches = stretches.filter(([from, to]) => from < to);
  }
  return {
    memory,
    get end() {
      return end;
    },
    write(position, samples) {
      if (position < end || samples.length > capacity) throw new RangeError('written out of order');
      eraseBefore(position + samples.length - capacity);
      const at = position % capacity;
      const first = Math.min(samples.length, capacity - at);
      memory.set(samples.subarray(0, first), at);
      memory.set(samples.subarray(first), 0);
      const last = stretches.at(-1);
      end = position + samples.length;
      if (last && last[1] === position) last[1] = end;
      else stretches.push([position, end]);
    },
    read(position, into) {
      if (!stretches.some(([from, to]) => from <= position && position + into.length <= to)) return false;
      const at = position % capacity;
      const first = Math.min(into.length, capacity - at);
      into.set(memory.subarray(at, at + first));
      into.set(memory.subarray(0, into.length - first), first);
      return true;
    },
    eraseBefore,
    erase() {
      memory.fill(0);
      stretches = [];
    },
  };
}
