import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../../src/shared/limits.ts';
import { meetByCode, openTab, sayBye, serverTime, startRecording, type Tab, until } from '../tab.ts';

/** How long something lived, seen from outside, and how long it should, ms. */
export interface Lived {
  readonly what: string;
  readonly ms: number;
  readonly due: number;
}

/** A sweep comes every 250 ms; the figure comes on top. */
const SWEEP_MS = 250;
const OFF_MS = 100;
/** Until when a busy machine may be late. A deadline that an hour was added to never comes. */
const BUSY_MS = 8_000;

/** Under `npm run test:faults` times are measured strictly, and those of a minute, too. */
export const isStrict = process.env.FAULT_TIMES === 'strict';

/** What is wrong with these times; nothing is early, however busy the machine is. */
export function wrongTimes(all: readonly Lived[]): string[] {
  const late = SWEEP_MS + (isStrict ? OFF_MS : BUSY_MS);
  return all
    .filter(({ ms, due }) => ms < due - OFF_MS || ms > due + late)
    .map(({ what, ms, due }) => `${what}: ${Math.round(ms)} ms instead of ${due}`);
}

const WAIT_MS = 60_000;

/** Lets everything with a deadline end by itself on a server, and calls `jump` while all of it runs. */
export async function liveDeadlines(url: string, jump: () => Promise<void>): Promise<Lived[]> {
  const tabs: Tab[] = [];
  const open = async () => {
    const tab = await openTab(url, { mayMiss: true });
    tabs.push(tab);
    return tab;
  };
  try {
    const [ada, bob, cy, eve] = [await open(), await open(), await open(), await open()];
    await meetByCode(ada, bob, cy);
    const lived = async (what: string, due: number, begin: () => Promise<unknown>, isOver: () => unknown) => {
      const began = performance.now();
      await begin();
      await until(`the end of ${what}`, isOver, due + WAIT_MS);
      return { what, due, ms: performance.now() - began };
    };
    const clockBefore = (await serverTime(ada)) - performance.now();
    const under = [
      lived(
        'a recording of which nothing comes (A3)',
        LIMITS.listeningMs + LIMITS.chunkLatenessMs,
        () => startRecording(ada),
        () => ada.results.length > 0,
      ),
      lived(
        'the moment in which a closed page may come back (C5)',
        LIMITS.byeGraceMs,
        () => sayBye(url, cy),
        () => ada.view?.participants.length === 2,
      ),
    ];
    if (isStrict) under.push(codeMinute(bob, eve), knockMinute(await open(), await open()));
    const [all] = await Promise.all([Promise.all(under), jump()]);
    const moved = (await serverTime(ada)) - performance.now() - clockBefore;
    return [...all, { what: 'what the server’s clock gained on the machine’s', ms: moved, due: 0 }];
  } finally {
    for (const tab of tabs) tab.close();
  }
}

/** B6: how long a spoken code opens its meeting. */
async function codeMinute(inside: Tab, outside: Tab): Promise<Lived> {
  const { code, until: end } = await inside.call('invite');
  const began = performance.now();
  const due = (end as number) - (await serverTime(inside));
  await sleep(due - 600 - (performance.now() - began));
  while ((await outside.call('enter-code', { code })).ok) {
    if (performance.now() - began > due + WAIT_MS) break;
    await outside.call('leave');
    await sleep(25);
  }
  return { what: 'a spoken code (B6)', due, ms: performance.now() - began };
}

/** B7: how long somebody waits at the door whom nobody lets in. */
async function knockMinute(inside: Tab, outside: Tab): Promise<Lived> {
  const { code } = await inside.call('invite');
  await inside.call('lock', { on: true });
  const began = performance.now();
  await outside.call('enter-code', { code });
  await until(
    'the end of a knock',
    () => outside.doors.some(({ state }) => state === 'over'),
    LIMITS.knockMs + WAIT_MS,
  );
  return { what: 'a knock (B7)', due: LIMITS.knockMs, ms: performance.now() - began };
}
