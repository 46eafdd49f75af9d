/**
 * The last vectors of a series on the grid, by their number; all of fixed size (A6).
 * A number that was never written (its sound was lost) or has been overwritten is absent.
 */
export interface FrameRing {
  /** Where to write vector `number`; marks it present. Numbers only grow. */
  claim(number: number): Float32Array;
  /** Vector `number`, or null where absent. */
  at(number: number): Float32Array | null;
  /** A5: overwrites with zeros all vectors with a smaller number. */
  eraseBefore(number: number): void;
  erase(): void;
  readonly capacity: number;
}

/**
 * @param least vectors held at least; a power of two makes the look-up fast, so it is rounded up to one
 * @param length values in a vector
 */
export function createFrameRing(least: number, length: number): FrameRing {
  const capacity = 2 ** Math.ceil(Math.log2(least));
  const numbers = new Float64Array(capacity).fill(-1);
  const slots = Array.from({ length: capacity }, () => new Float32Array(0));
  const memory = new Float32Array(capacity * length);
  for (let i = 0; i < capacity; i++) slots[i] = memory.subarray(i * length, (i + 1) * length);
  const slotOf = (number: number) => number & (capacity - 1);
  return {
    capacity,
    claim(number) {
      numbers[slotOf(number)] = number;
      return slots[slotOf(number)]!;
    },
    at(number) {
      if (number < 0) return null;
      const slot = slotOf(number);
      return numbers[slot] === number ? slots[slot]! : null;
    },
    eraseBefore(number) {
      for (let i = 0; i < capacity; i++) {
        if (numbers[i]! >= 0 && numbers[i]! < number) {
          slots[i]!.fill(0);
          numbers[i] = -1;
        }
      }
    },
    erase() {
      memory.fill(0);
      numbers.fill(-1);
    },
  };
}
