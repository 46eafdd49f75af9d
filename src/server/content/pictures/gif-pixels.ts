const [FRAME, EXTENSION] = [0x2c, 0x21];
/** Bytes of the headers of the picture and, behind the sign for it, of a frame. */
const [SCREEN_HEAD, FRAME_HEAD] = [13, 9];

/** Bytes of the colour table that these flags announce. */
const coloursOf = (flags = 0) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/**
 * Goes through a GIF picture, which may come in pieces, from frame to frame: each of them may be larger than what was
 * before, to the end of the file.
 */
export class GifWalk {
  /** Of its screen, or of what a frame makes of it that does not fit on it, since browsers make the screen larger then. */
  pixels = Number.NaN;
  #width = 0;
  #height = 0;
  /** What comes next; after it all else counts for nothing. */
  #next: 'screen' | 'sign' | 'frame' | 'block' | 'nothing' = 'screen';
  #head: number[] = [];
  #wanted = SCREEN_HEAD;
  #toSkip = 0;

  take(bytes: Uint8Array): this {
    let at = 0;
    const end = bytes.length;
    while (at < end && this.#next !== 'nothing') {
      const skipped = Math.min(this.#toSkip, end - at);
      this.#toSkip -= skipped;
      at += skipped;
      if (at === end) break;
      this.#head.push(bytes[at] ?? 0);
      at += 1;
      if (this.#head.length < this.#wanted) continue;
      const head = this.#head;
      this.#head = [];
      this.#read(head);
    }
    return this;
  }

  #read(head: readonly number[]): void {
    if (this.#next === 'screen') {
      [this.#width, this.#height] = [littleEndianOf(head, 6), littleEndianOf(head, 8)];
      this.pixels = this.#width * this.#height;
      this.#expect('sign', 1, coloursOf(head[10]));
    } else if (this.#next === 'frame') {
      const right = littleEndianOf(head, 0) + littleEndianOf(head, 4);
      const bottom = littleEndianOf(head, 2) + littleEndianOf(head, 6);
      this.pixels = Math.max(this.pixels, Math.max(this.#width, right) * Math.max(this.#height, bottom));
      this.#expect('block', 1, coloursOf(head[8]) + 1);
    } else if (this.#next === 'block') {
      // Data come in blocks, each with its length before it; one of length 0 ends them.
      const [length = 0] = head;
      this.#expect(length === 0 ? 'sign' : 'block', 1, length);
    } else if (head[0] === FRAME) this.#expect('frame', FRAME_HEAD, 0);
    else if (head[0] === EXTENSION) this.#expect('block', 1, 1);
    else this.#next = 'nothing';
  }

  #expect(next: 'sign' | 'frame' | 'block', bytes: number, toSkip: number): void {
    this.#next = next;
    this.#wanted = bytes;
    this.#toSkip = toSkip;
  }
}

const littleEndianOf = (head: readonly number[], at: number) => (head[at] ?? 0) + 256 * (head[at + 1] ?? 0);
