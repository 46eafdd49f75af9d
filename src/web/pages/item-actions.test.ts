import { expect, test } from 'vitest';
import type { ItemKind } from '../../shared/content.ts';
import type { OpenItem, OpenView } from '../meeting/opened.ts';
import { createOutbox } from '../meeting/outbox.ts';
import type { Request } from '../meeting/request.ts';
import { initialState } from './app-model.ts';
import { createItemActions } from './item-actions.ts';

const id = (n: number) => String(n).padStart(22, '0');
const item = (n: number, kind: ItemKind, text: string): OpenItem => ({
  ...{ id: id(n), ownerId: id(1), kind, text, addedAt: n, source: null },
  file: kind === 'file' ? { size: 3, mediaType: 'text/plain' } : null,
});
const meeting = (items: OpenItem[], n = 0): OpenView => ({
  ...{ id: id(n), revision: 1, you: id(1), reader: id(5), participants: [], items },
  ...{ presented: null, locked: false, knocks: [] },
});

/** The actions of a page whose server says yes to everything. */
function page() {
  const state = initialState();
  const added: unknown[] = [];
  const held: unknown[] = [];
  const slow: { removal: () => Promise<void>; refusal: string | null } = {
    ...{ removal: async () => {}, refusal: null },
  };
  const request = (async (event: string, message: { on?: boolean }) => {
    if (event === 'item-remove') {
      await slow.removal();
      if (slow.refusal !== null) return { ok: false, error: slow.refusal };
    }
    if (event === 'item-add') added.push(event);
    if (event === 'hold-back') held.push(message.on);
    return { ok: true, upload: false };
  }) as unknown as Request;
  let n = 50;
  const outbox = createOutbox({
    ...{ request, seal: async (bytes) => bytes, sendBytes: async () => null, onReturned() {} },
    ...{ later: () => () => {}, isOnline: () => true, place: () => ({ meetingId: null, held: false }) },
    newId: () => {
      n += 1;
      return id(n);
    },
  });
  return { state, added, held, slow, actions: createItemActions({ state, request, outbox }) };
}

test('C3: what was taken off the table is laid on it anew', async () => {
  const { state, added, actions } = page();
  state.meeting.value = meeting([item(10, 'note', 'hello')]);
  await actions.removeItem(id(10));
  expect(state.undo.value).toMatchObject({ itemId: id(10), draft: { kind: 'note', text: 'hello' } });
  await actions.undoRemoval();
  expect(added).toHaveLength(1);
  expect(state.undo.value).toBeNull();
  expect(state.putBack.value, 'no receipt says any more that it is gone').toBe(id(10));
});

test('C3: what is offered again is over as soon as another thing is taken away, and only the last is offered', async () => {
  const { state, actions, slow } = page();
  state.meeting.value = meeting([item(10, 'note', 'first'), item(11, 'note', 'second')]);
  await actions.removeItem(id(10));
  expect(state.undo.value?.itemId).toBe(id(10));
  const answer: (() => void)[] = [];
  slow.removal = () => new Promise<void>((resolve) => answer.push(resolve));
  const removals = [10, 11].map((n) => actions.removeItem(id(n)));
  expect(state.undo.value).toBeNull();
  for (const n of [1, 0]) {
    answer[n]?.();
    await removals[n];
  }
  expect(state.undo.value?.itemId).toBe(id(11));
});

test('C3: the earlier offer comes back when a removal is refused, and stays when a thing goes that this page has no copy of', async () => {
  const { state, actions, slow } = page();
  state.meeting.value = meeting([
    item(10, 'note', 'first'),
    item(11, 'note', 'second'),
    item(12, 'file', 'a.pdf'),
  ]);
  await actions.removeItem(id(10));
  await actions.removeItem(id(12));
  expect(state.undo.value?.itemId).toBe(id(10));
  slow.refusal = 'bad-message';
  expect(await actions.removeItem(id(11))).toBe('bad-message');
  expect(state.undo.value?.itemId).toBe(id(10));
});

test('C4: nothing is offered of a meeting that ended while the thing was being taken away', async () => {
  const { state, actions, slow } = page();
  state.meeting.value = meeting([item(10, 'note', 'first')]);
  slow.removal = async () => {
    state.meeting.value = null;
  };
  await actions.removeItem(id(10));
  expect(state.undo.value).toBeNull();
});

test.each([true, false])(
  'C7: all that is held back is laid down at once, and the choice stays: %s',
  async (on) => {
    const { state, held, actions } = page();
    state.meeting.value = meeting([]);
    state.shelf.value = { held: on, items: [item(10, 'note', 'a'), item(11, 'note', 'b')] };
    expect(await actions.layAll()).toBeNull();
    expect(held).toEqual(on ? [false, true] : [false]);
  },
);

test('C7: a note that was held back goes into the form again, and on nobody’s table', async () => {
  const { state, added, actions } = page();
  state.meeting.value = meeting([]);
  state.shelf.value = { held: true, items: [item(10, 'note', 'only mine')] };
  await actions.removeItem(id(10));
  await actions.undoRemoval();
  expect(added).toEqual([]);
  expect(state.returned.value).toEqual([{ content: { kind: 'note', text: 'only mine' }, trouble: null }]);
});

test('C7: a file that was held back is not offered again; one on the shelf before a meeting is', async () => {
  const { state, added, actions } = page();
  actions.addFiles([new File(['abc'], 'a.txt'), new File(['abc'], 'b.txt')]);
  await expect.poll(() => added.length).toBe(2);
  state.shelf.value = { held: true, items: [item(51, 'file', 'a.txt'), item(52, 'file', 'b.txt')] };
  await actions.removeItem(id(51));
  expect(state.undo.value?.draft.text).toBe('a.txt');
  state.meeting.value = meeting([]);
  await actions.removeItem(id(52));
  expect(state.undo.value).toBeNull();
});

test('C7: what was taken away before a meeting began is not put back into it', async () => {
  const { state, added, actions } = page();
  state.shelf.value = { held: true, items: [item(10, 'note', 'only mine')] };
  await actions.removeItem(id(10));
  state.meeting.value = meeting([]);
  await actions.undoRemoval();
  expect(added).toEqual([]);
});
