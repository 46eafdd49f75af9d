/** Does what it is given, in that order: at once while little is to be done, else so much in each turn of the event loop. */
export type Pace = (work: () => void) => void;

/**
 * What thousands ask for in one moment is done in slices, and whatever else the server does goes on in between.
 *
 * @param options.perTurn so much is done before others have their turn
 * @param options.nextTurn calls back in the next turn of the event loop
 */
export function createPace({
  perTurn,
  nextTurn = setImmediate,
}: {
  perTurn: number;
  nextTurn?: (go: () => void) => unknown;
}): Pace {
  let waiting: (() => void)[] = [];
  let left = perTurn;
  let isDue = false;

  const turn = () => {
    isDue = false;
    left = perTurn;
    const [now, later] = [waiting.slice(0, perTurn), waiting.slice(perTurn)];
    waiting = later;
    left -= now.length;
    if (now.length > 0) wait();
    for (const work of now) work();
  };
  const wait = () => {
    if (isDue) return;
    isDue = true;
    nextTurn(turn);
  };

  return (work) => {
    wait();
    if (left === 0 || waiting.length > 0) {
      waiting.push(work);
      return;
    }
    left -= 1;
    work();
  };
}
