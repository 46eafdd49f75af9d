import type { Tab } from '../../test/server/tab.ts';
import { passing } from './at-once.ts';

/**
 * Destroys the lines of all tabs in one go; they come back by themselves. A tab is whole when its line is there, the
 * server has told it where it is, and everybody of its meeting is here on its screen.
 *
 * @returns for each the ms until it was whole; null: not in time
 */
export async function cutAll(tabs: readonly Tab[], limitMs: number): Promise<(number | null)[]> {
  const began = performance.now();
  const whole = tabs.map((tab) => watch(tab, began));
  for (const tab of tabs) destroyLine(tab);
  const late = passing(limitMs);
  return Promise.all(whole.map((one) => Promise.race([one, late.then(() => null)])));
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
