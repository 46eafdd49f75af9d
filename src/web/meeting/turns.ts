/** What is done a few at a time, in the order of asking, each under an id. */
export interface Turns {
  /** They wait for their turn, in this order; what is being done of them is broken off and begins anew. */
  ask(ids: readonly string[]): void;
  /** They are broken off, or never come up. */
  drop(ids: readonly string[]): void;
}

/** @param most how many at a time */
export function createTurns(most: number, act: (id: string, signal: AbortSignal) => Promise<void>): Turns {
  let queue: readonly string[] = [];
  const going = new Map<string, AbortController>();

  const next = () => {
    const id = going.size < most ? queue[0] : undefined;
    if (id === undefined) return;
    queue = queue.slice(1);
    const stop = new AbortController();
    going.set(id, stop);
    void act(id, stop.signal).finally(() => {
      if (going.get(id) !== stop) return; // broken off: its place has been given on
      going.delete(id);
      next();
    });
    next();
  };
  const drop = (ids: readonly string[]) => {
    queue = queue.filter((id) => !ids.includes(id));
    for (const id of ids) {
      going.get(id)?.abort();
      going.delete(id);
    }
  };
  return {
    ask(ids) {
      drop(ids);
      queue = [...queue, ...ids];
      next();
    },
    drop(ids) {
      drop(ids);
      next();
    },
  };
}
