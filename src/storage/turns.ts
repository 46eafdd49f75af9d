/**
 * Work on the same thing, one after the other, in the order it was asked for. Work that waits for another turn of the
 * same thing would wait forever.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Things that somebody is at work on. */
  get size(): number {
    return this.#last.size;
  }

  /** @returns what the work gives; an error of one does not keep the next from its turn */
  run<T>(id: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(id) ?? Promise.resolve()).then(work);
    const over = mine.then(
      () => {},
      () => {},
    );
    this.#last.set(id, over);
    void over.then(() => {
      if (this.#last.get(id) === over) this.#last.delete(id);
    });
    return mine;
  }
}
