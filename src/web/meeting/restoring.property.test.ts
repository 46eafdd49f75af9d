import { batch, signal } from '@preact/signals';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { note, picture, settled } from '../../../test/web/fake-line.ts';
import type { ClientMessage } from '../../shared/protocol.ts';
import type { OpenShelf } from './live-connection.ts';
import type { OpenItem, OpenView } from './opened.ts';
import { createOutbox } from './outbox.ts';
import type { Request } from './request.ts';
import { createRestoring } from './restoring.ts';

const SEED = 20_261_127;
const RUNS = 400;
const id = (n: number) => String(n).padStart(22, '0');

const step = fc.oneof(
  { arbitrary: fc.record({ do: fc.constantFrom('note', 'file', 'shelf') }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('remove'), item: fc.nat({ max: 6 }) }), weight: 4 },
  /** The line is lost; the server lives. */
  fc.record({ do: fc.constant('cut') }),
  /** The server dies, and the line with it; or it loses its memory alone. */
  { arbitrary: fc.record({ do: fc.constantFrom('die', 'forget') }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('back') }), weight: 4 },
  /** The line comes back, brings the shelf, and is lost again. */
  fc.record({ do: fc.constant('half') }),
  /** What is said next is not heard, or its answer is not. */
  fc.record({ do: fc.constantFrom('unheard', 'unanswered') }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A page, and as much of a server as it takes to lose everything. */
function world() {
  let isOnline = true;
  let isKnown = true;
  let isAsking = false;
  let ids = 0;
  let fate: 'heard' | 'unheard' | 'unanswered' = 'heard';
  let table = new Map<string, 'table' | 'shelf'>();
  const laid: string[] = [];
  /** C3: pressed "x" on; `gone`: and the server was told, or lost it. */
  const pressed = new Set<string>();
  const gone = new Set<string>();
  const meeting = signal<OpenView | null>(null);
  const shelf = signal<OpenShelf>({ items: [], held: true });
  const timers: (() => void)[] = [];
  const later = (act: () => void) => {
    timers.push(act);
    return () => void timers.splice(timers.indexOf(act) >>> 0, 1);
  };

  const itemOf = (itemId: string): OpenItem => ({
    ...{ id: itemId, ownerId: id(1), kind: 'note', addedAt: 0, text: 'hello', file: null, source: null },
  });
  const on = (where: 'table' | 'shelf') =>
    [...table].filter(([, at]) => at === where).map(([itemId]) => itemOf(itemId));
  const viewNow = (): OpenView => ({
    ...{ id: id(9), revision: 1, you: id(1), reader: id(2), participants: [], items: on('table') },
    ...{ presented: null, locked: false, knocks: [] },
  });
  const there = () => new Set(table.keys());
  const show = () =>
    batch(() => {
      meeting.value = viewNow();
      shelf.value = { items: on('shelf'), held: true };
    });

  const request = (async (event: string, message: unknown) => {
    if (!isOnline || fate === 'unheard') return { ok: false, error: 'offline' };
    if (!isKnown) return { ok: false, error: event === 'item-add' ? 'server-busy' : 'not-found' };
    let upload = false;
    if (event === 'item-add') {
      const added = message as ClientMessage<'item-add'>;
      upload = added.content.kind === 'file' && !table.has(added.itemId);
      // C3: as the server does, only what it remembers of removals keeps something from coming back.
      if (!upload) table.set(added.itemId, added.shelf ? 'shelf' : 'table');
    } else if (event === 'item-remove') {
      const { itemId } = message as ClientMessage<'item-remove'>;
      table.delete(itemId);
      gone.add(itemId);
    }
    return fate === 'unanswered' ? { ok: false, error: 'offline' } : { ok: true, upload };
  }) as Request;
  const outbox = createOutbox({
    newId() {
      ids += 1;
      laid.push(id(ids + 100));
      return id(ids + 100);
    },
    ...{ request, later, seal: async (bytes) => bytes },
    async sendBytes({ itemId }) {
      if (!isOnline || !isKnown || pressed.has(itemId)) return 'not-found';
      table.set(itemId, 'table');
      return null;
    },
    isOnline: () => isOnline,
    place: () => ({ meetingId: id(9), held: true }),
    onReturned() {},
  });
  const restoring = createRestoring({ ...{ meeting, shelf, outbox, request, later } });
  const lose = () => {
    table = new Map();
    isKnown = false;
    for (const itemId of pressed) gone.add(itemId);
  };
  const hear = (isRestored: boolean) => {
    isKnown = true;
    restoring.view(viewNow(), isRestored);
    show();
    outbox.resume(there());
  };
  show();

  return {
    ...{ outbox, laid, pressed, table: () => table, restoring },
    isGone: (itemId: string) => gone.has(itemId),
    async do(given: Step) {
      if (given.do === 'note') void outbox.add(note);
      else if (given.do === 'file') void outbox.add(picture);
      else if (given.do === 'shelf' && isOnline && isKnown) {
        ids += 1;
        laid.push(id(ids + 100));
        table.set(id(ids + 100), 'shelf'); // laid before the meeting began
      } else if ('item' in given) {
        const itemId = laid.at(-1 - given.item);
        if (itemId !== undefined) {
          pressed.add(itemId);
          void outbox.remove(itemId);
        }
      } else if (given.do === 'cut' || given.do === 'die') {
        if (given.do === 'die') lose();
        isOnline = false;
        isAsking = false;
        restoring.lost();
      } else if (given.do === 'forget' && isOnline) {
        lose();
        isAsking = true;
        restoring.lost();
      } else if (given.do === 'back' && (!isOnline || isAsking)) {
        isOnline = true;
        isAsking = false;
        fate = 'heard';
        restoring.awaited();
        hear(!isKnown);
      } else if (given.do === 'half' && !isOnline) {
        restoring.awaited();
        shelf.value = { items: on('shelf'), held: true };
        restoring.lost();
      } else if (given.do === 'unheard' || given.do === 'unanswered') fate = given.do;
      await settled();
      if (isOnline && isKnown) {
        show();
        outbox.settle(there());
      }
    },
    /** All that waits is tried again, until nothing does. */
    async rest() {
      for (let i = 0; i < 10; i += 1) {
        for (const act of timers.splice(0)) act();
        await settled();
        show();
        outbox.settle(there());
      }
    },
  };
}

test(`C1 C3 C7: whatever is lost whenever, nothing removed returns, and nothing else stays away (${RUNS} runs, seed ${SEED})`, async () => {
  let returned = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
      const page = world();
      const check = () => {
        for (const itemId of page.table().keys())
          expect(page.isGone(itemId), `${Number(itemId)} came back`).toBe(false);
      };
      for (const given of steps) {
        await page.do(given);
        check();
      }
      await page.do({ do: 'cut' });
      await page.do({ do: 'die' });
      await page.do({ do: 'back' });
      await page.rest();
      check();
      const wanted = page.laid.filter((itemId) => !page.pressed.has(itemId));
      expect([...page.table().keys()].sort()).toEqual(wanted.sort());
      expect(page.restoring.isShown.value, 'nobody is told that it is still coming').toBe(false);
      returned += wanted.length;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(returned, 'positive control: things were laid back').toBeGreaterThan(RUNS);
}, 120_000);
