import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { createLiveWorld } from './live-world.ts';

// Smaller limits, so that short lives reach them.
vi.mock('../../src/shared/limits.ts', async (original) => {
  const { LIMITS: usual } = await original<typeof import('../../src/shared/limits.ts')>();
  return { LIMITS: { ...usual, itemsPerParticipant: 3, itemsPerMeeting: 3, participantsPerMeeting: 3 } };
});

const SEED = 20_261_125;
const RUNS = 5_000;

const tab = fc.constantFrom('a', 'b', 'c', 'd');
const item = fc.nat({ max: 5 });
const alone = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('open' as const), tab }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('meet' as const), tab, other: tab }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('lay' as const), tab }), weight: 5 },
  {
    arbitrary: fc.record({ do: fc.constant('announce' as const), tab, size: fc.constantFrom(1, 900) }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant('send' as const), tab }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('remove' as const), tab, item }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('acknowledge' as const), tab }), weight: 2 },
  fc.record({ do: fc.constant('refresh' as const), tab }),
  fc.record({ do: fc.constant('lay-shelf' as const), tab, item }),
  fc.record({ do: fc.constant('hold' as const), tab, on: fc.boolean() }),
  fc.record({ do: fc.constant('present' as const), tab, item }),
  fc.record({
    do: fc.constant('rename' as const),
    tab,
    name: fc.option(fc.constantFrom('N', 'M'), { nil: null }),
  }),
  fc.record({ do: fc.constant('leave' as const), tab }),
  fc.record({ do: fc.constant('close' as const), tab }),
  fc.record({ do: fc.constant('sleep' as const), tab }),
  fc.record({ do: fc.constant('heartbeat' as const), tab }),
  fc.record({ do: fc.constant('lock' as const), tab, on: fc.boolean() }),
  fc.record({ do: fc.constant('knock-answer' as const), tab, on: fc.boolean() }),
  fc.record({ do: fc.constant('send-out' as const), tab, other: tab }),
  fc.record({ do: fc.constant('code' as const), tab, other: tab }),
  fc.record({
    do: fc.constant('pass' as const),
    ms: fc.constantFrom(250, 3_000, 5_000, 61_000, 1_000_000, 1_900_000),
  }),
);
type Alone = typeof alone extends fc.Arbitrary<infer S> ? S : never;
/** One thing, or several at the same time: no page waits for another, nor for its own. */
const step = fc.oneof(
  { arbitrary: fc.record({ together: fc.array(alone, { minLength: 1, maxLength: 1 }) }), weight: 3 },
  { arbitrary: fc.record({ together: fc.array(alone, { minLength: 2, maxLength: 4 }) }), weight: 1 },
);
type World = ReturnType<typeof createLiveWorld>;

/** Carries out a step as the server would at the message of a page. A tab that is not connected does nothing. */
async function carryOut(world: World, laid: string[], given: Alone): Promise<void> {
  if (given.do === 'pass') return world.skip(given.ms);
  const { tab: tabId } = given;
  if (given.do === 'open') return world.connected(tabId) ? undefined : world.open(tabId);
  if (!world.connected(tabId)) return;
  const { live, content, invites } = world;
  const itemId = 'item' in given ? (laid.at(-1 - given.item) ?? 'none') : 'none';
  const view = await world.view(tabId);
  switch (given.do) {
    case 'meet':
      if (given.other !== tabId && world.connected(given.other)) await world.meetAnew(tabId, given.other);
      return;
    case 'lay':
      laid.push((await world.lay(tabId, `text ${laid.length}`)).itemId);
      return;
    case 'announce':
      laid.push((await world.announce(tabId, given.size)).itemId);
      return;
    case 'send': {
      const [upload] = (await content.held(tabId)).uploads;
      if (upload !== undefined) await world.send(tabId, upload.itemId);
      return;
    }
    case 'acknowledge':
      return world.acknowledge(tabId);
    case 'refresh':
      return live.refresh(tabId);
    case 'remove':
      await content.remove(tabId, itemId);
      return;
    case 'lay-shelf':
      await live.layItem(tabId, itemId);
      return;
    case 'hold':
      await live.holdBack(tabId, given.on);
      return;
    case 'present':
      await live.act(tabId, (participantId) => ({ type: 'present', participantId, itemId, page: 1 }));
      return;
    case 'rename':
      await live.rename(tabId, given.name);
      return;
    case 'leave':
      await live.leave(tabId);
      return;
    case 'close':
      await live.bye(tabId);
      return world.loseLine(tabId);
    case 'sleep':
      return world.loseLine(tabId);
    case 'heartbeat':
      await live.heartbeat(tabId);
      return;
    case 'lock':
      await live.act(tabId, (participantId) => ({ type: 'lock', participantId, on: given.on }));
      return;
    case 'knock-answer': {
      const knockId = view?.knocks[0]?.id ?? 'none';
      await live.act(tabId, (participantId) => ({
        ...{ type: 'knock-answer', participantId, knockId, yes: given.on },
      }));
      return;
    }
    case 'send-out': {
      const removedId = (await world.view(given.other))?.you ?? 'none';
      await live.act(tabId, (participantId) => ({ type: 'remove', participantId, removedId }));
      return;
    }
    case 'code': {
      const invited = await invites.invite(tabId);
      if ('code' in invited && world.connected(given.other))
        await invites.enter(given.other, invited.code, '::1');
    }
  }
}

/** Expects two values to be the same; the slow comparison, which says what differs, is for those that are not. */
function sameOrSaid(one: unknown, other: unknown, what: string): void {
  if (!isDeepStrictEqual(one, other)) expect(one, what).toEqual(other);
}

/** C2: panels equal what is held, screens equal what is shared, and what is held is held for somebody. */
async function check(world: World, gone: ReadonlySet<string>): Promise<Set<string>> {
  const here = new Set<string>();
  const coming = new Set<string>();
  for (const tabId of ['a', 'b', 'c', 'd']) {
    const { items: held, uploads } = await world.content.held(tabId);
    for (const { itemId } of held) here.add(itemId);
    for (const { itemId } of uploads) coming.add(itemId);
    if (!world.connected(tabId)) continue;
    const view = await world.view(tabId);
    const screen = world.screens.get(tabId) ?? null;
    sameOrSaid(screen, view, `screen of ${tabId}`);
    const shelf = world.shelves.get(tabId)?.items ?? [];
    const panel = [...(screen?.items.filter(({ ownerId }) => ownerId === screen.you) ?? []), ...shelf];
    const ids = held.map(({ itemId }) => itemId);
    sameOrSaid(panel.map(({ id }) => id).sort(), ids.sort(), `panel of ${tabId}`);
  }
  const all = [...here, ...coming];
  expect(world.vault.items, 'keys are of items that are somewhere, and of no other').toBe(all.length);
  const keyless = all.filter((id) => world.vault.key(id) === null);
  sameOrSaid(keyless, [], 'items without a key');
  const back = all.filter((id) => gone.has(id));
  sameOrSaid(back, [], 'came back'); // C3
  return here;
}

test(`C2 C3 C4 C5 C6 C7 C8 B7: whatever people do, panels are what the server holds, screens what is shared, and nothing removed returns (${RUNS} runs, seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), fc.boolean(), async (sequence, slow) => {
      const world = createLiveWorld({ slow, bytes: 2_600 });
      await world.open('a', 'b', 'c');
      const laid: string[] = [];
      const gone = new Set<string>();
      let before = new Set<string>();
      for (const given of sequence) {
        await Promise.all(given.together.map((each) => carryOut(world, laid, each)));
        await world.settled();
        const here = await check(world, gone);
        for (const id of before) if (!here.has(id)) gone.add(id);
        before = here;
      }
      // At the end of all deadlines nothing is left of anybody who is not there (C5, C6).
      for (const tabId of ['a', 'b', 'c', 'd']) if (world.connected(tabId)) await world.loseLine(tabId);
      await world.skip(LIMITS.idleMs);
      await world.skip(1_000);
      expect([world.vault.items, world.vault.bytes]).toEqual([0, 0]);
      expect(world.faults).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 240_000);
