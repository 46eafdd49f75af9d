import type { Tab } from '../../test/server/tab.ts';
import { atOnceAtMost, passing } from './at-once.ts';

/**
 * Destroys the lines of all tabs in one go, and brings them back as fast as this process can, so many at a time: one that
 * plays thousands would else do each step of a handshake for all of them before the next, which takes it longer than a
 * server waits for anybody, and which no thousand machines do. A tab is whole when its line is there, the server has
 * told it where it is, and everybody of its meeting is here on its screen.
 *
 * @returns for each the ms from the cut until it was whole; null: not in time
 */
export async function cutAll(
  tabs: readonly Tab[],
  { limitMs, atOnce }: { limitMs: number; atOnce: number },
): Promise<(number | null)[]> {
  const began = performance.now();
  const isOver = () => performance.now() - began > limitMs;
  const whole = tabs.map((tab) => watch(tab, began));
  for (const tab of tabs) {
    tab.socket.io.reconnection(false);
    destroyLine(tab);
  }
  await atOnceAtMost(atOnce, tabs.length, async (index) => {
    const tab = tabs[index]!;
    while (!isOver() && !(await comeBack(tab))) await passing(100);
  });
  const late = passing(limitMs - (performance.now() - began));
  return Promise.all(whole.map((one) => Promise.race([one, late.then(() => null)])));
}

/** @returns whether the line is there */
function comeBack({ socket }: Tab): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isThere: boolean) => () => {
      for (const event of ['line', 'connect_error', 'disconnect']) socket.off(event, outcomes[event]);
      resolve(isThere);
    };
    const outcomes: Record<string, () => void> = {
      line: settle(true),
      connect_error: settle(false),
      disconnect: settle(false),
    };
    for (const [event, outcome] of Object.entries(outcomes)) socket.on(event, outcome);
    socket.connect();
  });
}

function watch(tab: Tab, began: number): Promise<number> {
  const { welcomes } = tab;
  const people = tab.view?.participants.length ?? 0;
  const isWhole = () =>
    tab.welcomes > welcomes &&
    tab.socket.connected &&
    (tab.view?.participants.filter(({ here }) => here).length ?? 0) === people;
  return new Promise((resolve) => {
    tab.onShown = () => {
      if (!isWhole()) return;
      tab.onShown = () => {};
      resolve(performance.now() - began);
    };
  });
}

/** As when a network goes: nothing is said. */
function destroyLine({ socket }: Tab): void {
  const { ws } = socket.io.engine.transport as unknown as { ws: { terminate(): void } };
  ws.terminate();
}
