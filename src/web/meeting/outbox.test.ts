import { describe, expect, test } from 'vitest';
import type { ItemView, MeetingView } from '../../shared/meeting-view.ts';
import type { ClientEvent } from '../../shared/protocol.ts';
import { createOutbox } from './outbox.ts';
import type { Request, Trouble } from './request.ts';

const id = (n: number) => String(n).padStart(22, '0');
const view = (items: ItemView[] = [], meeting = 100): MeetingView => ({
  id: id(meeting),
  revision: 1,
  you: id(1),
  participants: [{ id: id(1), name: null, here: true }],
  items,
});
const note = { kind: 'note', text: 'hello' } as const;
const laid = (itemId: string): ItemView => ({ id: itemId, ownerId: id(1), ...note, addedAt: 1 });

/** A line that answers as it is told, and remembers what was sent. */
function line() {
  const sent: { event: ClientEvent; message: unknown }[] = [];
  let answer: Trouble | null = null;
  const request = (async (event: ClientEvent, message: unknown) => {
    sent.push({ event, message });
    return answer === null ? { ok: true } : { ok: false, error: answer };
  }) as Request;
  let n = 0;
  const newId = () => {
    n += 1;
    return id(n);
  };
  const returned: unknown[] = [];
  const onReturned = (content: unknown, trouble: Trouble) => void returned.push({ content, trouble });
  const outbox = createOutbox({ request, newId, onReturned });
  outbox.resume(view());
  return {
    sent,
    outbox,
    returned,
    answers(trouble: Trouble | null) {
      answer = trouble;
    },
  };
}

describe('the outbox', () => {
  test('C1: what was added without a line is sent after it is back, under the same id', async () => {
    const { sent, outbox, answers } = line();
    answers('offline');
    expect(await outbox.add(note)).toBeNull();
    answers(null);
    outbox.resume(view());
    expect(sent.map(({ message }) => (message as { itemId: string }).itemId)).toEqual([id(1), id(1)]);
    outbox.settle(view([laid(id(1))]));
    expect(outbox.pending.value).toEqual([]);
  });

  test('C1: what is refused when the line is back is given back to the person', async () => {
    const { outbox, answers, returned } = line();
    answers('offline');
    await outbox.add(note);
    answers('table-full');
    outbox.resume(view());
    await new Promise((resolve) => setImmediate(resolve));
    expect(returned).toEqual([{ content: note, trouble: 'table-full' }]);
    expect(outbox.pending.value).toEqual([]);
  });

  test('C1: what arrived although its answer was lost is not sent again', async () => {
    const { sent, outbox, answers } = line();
    answers('offline');
    await outbox.add(note);
    outbox.resume(view([laid(id(1))]));
    expect([sent.length, outbox.pending.value.length]).toEqual([1, 0]);
  });

  test('C1: a thing that appears on the table before the answer is confirmed, not taken away', async () => {
    const { sent, outbox } = line();
    const adding = outbox.add(note);
    outbox.settle(view([laid(id(1))]));
    expect(await adding).toBeNull();
    expect(sent.map(({ event }) => event)).toEqual(['item-add']);
  });

  test('C3: a removal without a line is repeated when it is back', async () => {
    const { sent, outbox, answers } = line();
    answers('offline');
    expect(await outbox.remove(id(7))).toBeNull();
    expect(outbox.removing.value.has(id(7))).toBe(true);
    answers(null);
    outbox.resume(view([laid(id(7))]));
    await Promise.resolve();
    await Promise.resolve();
    expect(sent.filter(({ event }) => event === 'item-remove')).toHaveLength(2);
    expect(outbox.removing.value.size).toBe(0);
  });

  test('C3: what was taken away before it was sent is never sent', async () => {
    const { sent, outbox, answers } = line();
    answers('offline');
    await outbox.add(note);
    await outbox.remove(id(1));
    answers(null);
    outbox.resume(view());
    expect(sent.filter(({ event }) => event === 'item-add')).toHaveLength(1);
  });

  test('a refusal is told and the thing is not kept', async () => {
    const { outbox, answers } = line();
    answers('table-full');
    expect(await outbox.add(note)).toBe('table-full');
    expect(outbox.pending.value).toEqual([]);
  });

  test('nothing is carried to another meeting', async () => {
    const { outbox, answers, sent } = line();
    answers('offline');
    await outbox.add(note);
    outbox.resume(view([], 200));
    expect([outbox.pending.value.length, sent.length]).toEqual([0, 1]);
  });
});
