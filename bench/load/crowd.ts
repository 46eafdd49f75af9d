import { talkInTwoRooms } from '../../test/server/short-talk.ts';
import { listen, openTab, type Tab } from '../../test/server/tab.ts';
import { atOnceAtMost, passing } from './at-once.ts';
import { cutAll } from './cut-all.ts';
import type { Asked, Listened, RequestName, Requests } from './messages.ts';

/** Tabs of one process, without browsers. What it is asked for comes from the process that started it. */
const PEOPLE = 5;
/** Connections from one address: fewer than an address may have. */
const PER_ADDRESS = 900;
/** One process plays thousands, whose turns may take longer than a page's own would. */
const PATIENCE_MS = 120_000;
const tabs: Tab[] = [];
const meetings: Tab[][] = [];
const sounds: Awaited<ReturnType<typeof talkInTwoRooms>>[] = [];

type Answers = { [N in RequestName]: (ask: Requests[N]['ask']) => Promise<Requests[N]['answer']> };

const answers: Answers = {
  async open({ urls, count, atOnce, firstAddress }) {
    const took: number[] = [];
    await atOnceAtMost(atOnce, count, async (index) => {
      const from = `127.0.0.${firstAddress + Math.floor(index / PER_ADDRESS)}`;
      const began = performance.now();
      tabs.push(
        await openTab(urls[index % urls.length] ?? '', { from, mayMiss: true, patienceMs: PATIENCE_MS }),
      );
      took.push(performance.now() - began);
    });
    return took;
  },

  async meet({ meetings: count, atOnce }) {
    const took: number[] = [];
    const first = meetings.length * PEOPLE;
    await atOnceAtMost(atOnce, count, async (index) => {
      const people = tabs.slice(first + index * PEOPLE, first + (index + 1) * PEOPLE);
      const [host, ...others] = people as [Tab, ...Tab[]];
      const { code } = await host.call('invite');
      for (const tab of others) {
        const began = performance.now();
        const entered = await tab.call('enter-code', { code });
        if (!entered.ok) throw new Error(entered.error);
        await shown(tab, () => (tab.view?.participants.length ?? 0) > 1);
        took.push(performance.now() - began);
      }
      await shown(host, () => host.view?.participants.length === PEOPLE);
      meetings.push(people);
    });
    return took;
  },

  async lay({ seconds }) {
    const laying = meetings.map(async (people, index) => {
      await passing((index * seconds * 1_000) / meetings.length);
      const [host] = people as [Tab];
      const began = performance.now();
      const { itemId } = await host.lay({ kind: 'note', text: 'What one of five says to the others' });
      const has = (tab: Tab) => tab.view?.items.some(({ id }) => id === itemId) === true;
      await Promise.all(people.map((tab) => shown(tab, () => has(tab))));
      return performance.now() - began;
    });
    return Promise.all(laying);
  },

  async render({ rooms, seed }) {
    for (let i = 0; i < rooms; i += 1) sounds.push(await talkInTwoRooms(seed + i));
    return null;
  },

  async listen({ perSecond, seconds }) {
    const foundMs: number[] = [];
    const others: Listened['others'] = {};
    const one = async (tab: Tab, sound: Int16Array) => {
      const began = performance.now();
      const outcome = await listen(tab, sound).then(
        (result) => (result.outcome === 'none' ? result.reason : result.outcome),
        (error: Error) => error.message,
      );
      if (outcome === 'found') foundMs.push(performance.now() - began);
      else others[outcome] = (others[outcome] ?? 0) + 1;
      tab.results.length = 0;
    };
    const began = performance.now();
    const playing: Promise<void>[] = [];
    for (let i = 0; i < perSecond * seconds && i * 2 + 1 < tabs.length; i += 1) {
      await passing(began + (i * 1_000) / perSecond - performance.now());
      const { phone, laptop } = sounds[i % sounds.length]!;
      playing.push(one(tabs[i * 2]!, phone), one(tabs[i * 2 + 1]!, laptop));
    }
    await Promise.all(playing);
    return { foundMs, others };
  },

  cut: (how) => cutAll(tabs, how),

  async close() {
    for (const tab of tabs.splice(0)) tab.close();
    meetings.length = 0;
    return null;
  },
};

/** Resolves when something holds that can only come to hold when something is shown. */
function shown(tab: Tab, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('a screen did not show it')), 60_000);
    const before = tab.onShown;
    tab.onShown = () => {
      before();
      if (!holds()) return;
      clearTimeout(late);
      tab.onShown = before;
      resolve();
    };
    tab.onShown();
  });
}

process.on('message', ({ name, ask }: Asked) => {
  const answer = answers[name] as (ask: object) => Promise<unknown>;
  answer(ask).then(
    (given) => process.send?.({ answer: given }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.once('disconnect', () => process.exit());
