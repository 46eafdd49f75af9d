import { setTimeout as passing } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { BadLine } from '../devices/bad-line.ts';
import type { RunningServer } from '../devices/server.ts';
import { until as waitUntil } from '../devices/wait.ts';
import { createRandom } from '../rooms/random.ts';
import { type Islands, startIslands } from './support/islands.ts';
import { openPage, type PageTab } from './support/page-tab.ts';
import { meetByCode, openTab, sayBye, type Tab, until } from './tab.ts';

/*
 * Three servers, each with a way of its own to Redis, and people who go on while some of the ways are gone.
 */

/** `npm run test:faults` asks for the whole of it: every fault, for as long as is promised. */
const IS_WHOLE = process.env.ISLAND_SECONDS !== undefined;
const AWAY_MS = 1_000 * Number(process.env.ISLAND_SECONDS ?? 10);
/** After the way is free again everything is as it should be within this, ms. */
const CONVERGED_MS = IS_WHOLE ? 10_000 : 30_000;

/** How often a way is cut for a moment. */
const BLIPS = IS_WHOLE ? 30 : 4;
const SEED = Number(process.env.FAULT_SEED ?? 20_261_127);

let islands: Islands;
const tabs: Tab[] = [];
/** Things that were on a screen, were gone from it, and came back. */
const returned: string[] = [];

beforeAll(async () => {
  islands = await startIslands();
}, 120_000);
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close();
  for (const line of islands.lines) await line.heal();
  returned.length = 0;
});
afterAll(() => islands?.stop());

const urlOf = (at: number) => (islands.servers[at] as RunningServer).url;
const idsOf = ({ tab }: PageTab) => tab.view?.items.map(({ id }) => id).sort() ?? [];
const peopleOf = ({ tab }: PageTab) =>
  tab.view?.participants.map(({ name, here }) => `${name}${here ? '' : ' (away)'}`).sort() ?? [];

/** A person's page at one of the servers; notes what comes back onto its screen. */
async function open(at: number, name: string): Promise<PageTab> {
  const page = await openPage(urlOf(at), { mayMiss: true, name });
  tabs.push(page.tab);
  const gone = new Set<string>();
  let before: string[] = [];
  const { onShown } = page.tab;
  page.tab.onShown = () => {
    const now = idsOf(page);
    returned.push(...now.filter((id) => gone.has(id)).map((id) => `${id} at ${name}`));
    for (const id of before) if (!now.includes(id)) gone.add(id);
    before = now;
    onShown();
  };
  return page;
}

const note = (page: PageTab, text: string) => page.lay({ kind: 'note', text });

interface Fault {
  readonly how: 'cut' | 'stall';
  /** The servers that do not reach Redis. */
  readonly at: readonly number[];
}

/** @returns how long it took until everything was as it should be, ms */
async function liveThrough({ how, at }: Fault): Promise<number> {
  const isAway = (server: number) => at.includes(server);
  const [ada, eve, bob, cy, dan] = [
    await open(0, 'ada'),
    await open(0, 'eve'),
    await open(1, 'bob'),
    await open(2, 'cy'),
    await open(2, 'dan'),
  ];
  const frank = await open(2, 'frank');
  await meetByCode(...([ada, eve, bob, cy, dan, frank].map(({ tab }) => tab) as [Tab, Tab]));
  const stay: string[] = [];
  const [adas, cys] = [await note(ada, "ada's, goes"), await note(cy, "cy's, goes")];
  stay.push(
    await note(ada, "ada's"),
    await note(bob, "bob's"),
    await note(cy, "cy's"),
    await note(frank, "frank's"),
  );
  await note(eve, "eve's, goes with her");
  await note(dan, "dan's, goes with him");
  const all = [ada, eve, bob, cy, dan, frank];
  await until('all see all', () => all.every((page) => idsOf(page).length === 8), 15_000);
  const drops = new Map(all.map((page) => [page, page.lost()]));

  for (const server of at) islands.lines[server]?.[how]();
  const brokeAt = performance.now();
  // Clear to see: whose server is cut off is told, and is refused with a word; the others go on.
  await until('they are told', () => [cy, dan, frank].every(({ tab }) => tab.interrupted), 20_000);
  for (const event of ['held', 'refresh']) {
    expect(await cy.tab.call(event)).toMatchObject({ ok: false, error: 'state-away' });
  }
  await until(
    'so are all at such a server',
    () => ada.tab.interrupted === isAway(0) && bob.tab.interrupted === isAway(1),
  );
  let gus: Tab | null = null;
  void openTab(urlOf(2), { mayMiss: true, name: 'gus' }).then(
    (tab) => {
      gus = tab;
      tabs.push(tab);
    },
    () => {},
  );
  const late = await until('who comes now is told, too', () => gus, 15_000);
  expect([late.interrupted, late.welcomes]).toEqual([true, 0]);

  // People go on.
  stay.push(await note(cy, "cy's, laid down meanwhile"), await note(ada, "ada's, laid down meanwhile"));
  const unwanted = await note(cy, 'laid down and taken away meanwhile');
  for (const [page, id] of [
    [cy, cys],
    [cy, unwanted],
    [ada, adas],
  ] as const) {
    expect(await page.outbox.remove(id)).toBeNull();
  }
  for (const [page, server] of [
    [dan, 2],
    [eve, 0],
  ] as const) {
    await sayBye(urlOf(server), page.tab); // C5: closed
    page.tab.close();
  }
  frank.tab.close(); // C6: his line is lost
  if (!isAway(0)) {
    await until('C3: what is removed where Redis is there is gone there', () => !idsOf(ada).includes(adas));
    await until(
      'whose server is cut off is shown as away',
      () => peopleOf(bob).includes('cy (away)'),
      20_000,
    );
  }
  await passing(Math.max(0, AWAY_MS - (performance.now() - brokeAt)));
  expect(cy.tab.interrupted, 'they are told all the time').toBe(true);

  await Promise.all(at.map((server) => islands.lines[server]?.heal()));
  const healedAt = performance.now();
  const remain = [ada, bob, cy];
  const whole = `${stay.sort()}`;
  const people = `${['ada', 'bob', 'cy', 'frank (away)']}`;
  const isWhole = (page: PageTab) =>
    `${idsOf(page)}` === whole && `${peopleOf(page)}` === people && !page.tab.interrupted;
  try {
    await until(
      'all are whole',
      () => remain.every(isWhole) && !late.interrupted && late.welcomes > 0,
      45_000,
    );
  } catch (error) {
    const seen = remain.map((page) => [peopleOf(page), page.tab.view?.items.map(({ text }) => text)]);
    throw new Error(`${(error as Error).message}: ${JSON.stringify(seen)}`);
  }
  const took = performance.now() - healedAt;

  // It stays so: what is done now is the next that is seen, and nothing else.
  for (const page of remain) stay.push(await note(page, 'afterwards'));
  const after = `${stay.sort()}`;
  await until(
    'what follows is seen by all',
    () => remain.every((page) => `${idsOf(page)}` === after),
    15_000,
  );
  expect(returned).toEqual([]);
  expect(remain.map(peopleOf).map(String)).toEqual([people, people, people]);
  for (const page of remain) {
    expect(page.lost(), 'no socket was dropped').toBe(drops.get(page));
    const { items } = (await page.tab.call('held')) as { items?: { on: string }[] };
    expect(
      items?.every(({ on }) => on === 'table'),
      'nothing lies anywhere else',
    ).toBe(true);
  }
  return took;
}

const FAULTS: readonly Fault[] = [
  { how: 'stall', at: [2] },
  { how: 'cut', at: [0, 1, 2] },
  { how: 'cut', at: [2] },
  { how: 'stall', at: [0, 1, 2] },
];
const nameOf = ({ how, at }: Fault) =>
  `${at.length === 3 ? 'all servers are' : 'one server of three is'} without Redis (${how})`;

for (const fault of IS_WHOLE ? FAULTS : FAULTS.slice(0, 1)) {
  test(
    `C1 C3 C4 C5 C6: ${nameOf(fault)} for ${AWAY_MS / 1_000} s: people are told, and then all is as it should be, once`,
    async () => {
      const took = await liveThrough(fault);
      console.log(`${nameOf(fault)}: all as it should be ${took | 0} ms after`);
      expect(took).toBeLessThan(CONVERGED_MS);
    },
    180_000 + AWAY_MS,
  );
}

test(
  `C1: what is laid down while a way to Redis is cut for a moment is on all screens afterwards, seed ${SEED}`,
  async () => {
    const random = createRandom(SEED);
    await waitUntil('all hear', 30_000, async () => (await islands.hearing()) === 3);
    const [ada, bob] = [await open(0, 'ada'), await open(1, 'bob')];
    await meetByCode(ada.tab, bob.tab);
    for (let round = 0; round < BLIPS; round += 1) {
      // The way of who hears of it; then of who lays it down, cut at any point of that.
      const cut = islands.lines[round % 2] as BadLine;
      const laying = round % 2 === 0 ? null : note(bob, `note ${round}`);
      if (laying !== null) await passing(random.between(0, 12));
      cut.cut();
      await waitUntil('it does not hear any more', 10_000, async () => (await islands.hearing()) === 2);
      await (laying ?? note(bob, `note ${round}`));
      await cut.heal();
      const isThere = () => [ada, bob].every((page) => idsOf(page).length === round + 1);
      await until(`it is on both screens, round ${round}`, isThere, CONVERGED_MS);
    }
    expect([ada, bob].map(peopleOf)).toEqual([
      ['ada', 'bob'],
      ['ada', 'bob'],
    ]);
    expect(returned).toEqual([]);
  },
  60_000 + BLIPS * 10_000,
);
