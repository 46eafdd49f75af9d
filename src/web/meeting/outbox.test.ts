import { describe, expect, test } from 'vitest';
import { fakeLine, id, note, picture, settled, there } from '../../../test/web/fake-line.ts';
import { fromBase64url } from '../../shared/base64url.ts';
import type { ClientMessage } from '../../shared/protocol.ts';
import { createSeal, importItemKey } from './sealed-line.ts';

describe('the outbox', () => {
  test('C1: what is sent opens with its key, and says what was laid down', async () => {
    const { sent, outbox } = fakeLine();
    await outbox.add(note);
    const { itemId, key, content } = sent[0]!.message as ClientMessage<'item-add'>;
    const itemKey = await importItemKey(fromBase64url(key)); // this line seals nothing
    const plain = await createSeal(itemKey.key).open(fromBase64url(content.sealed), 'text', itemId);
    expect(new TextDecoder().decode(plain)).toBe('hello');
  });

  test('C1: what was added without a line is sent after it is back, under the same id', async () => {
    const { sent, outbox, answers } = fakeLine();
    answers('offline');
    expect(await outbox.add(note)).toBeNull();
    answers(null);
    outbox.resume(there());
    await settled();
    expect(sent.map(({ message }) => (message as { itemId: string }).itemId)).toEqual([id(1), id(1)]);
    outbox.settle(there(id(1)));
    expect(outbox.pending.value).toEqual([]);
  });

  test('C1 C3: what waited long is sent at once when the servers can again, and begins with short pauses', async () => {
    const { sent, outbox, answers, timers } = fakeLine();
    await outbox.add(note);
    outbox.settle(there(id(1)));
    answers('state-away');
    await outbox.remove(id(1));
    await outbox.add(note);
    for (const seconds of [1, 2, 4]) await timers.pass(seconds * 1_000);
    expect(timers.pauses()).toEqual([8_000, 8_000]);
    sent.length = 0;
    outbox.resume(there(id(1)));
    await settled();
    expect(sent.map(({ event }) => event).sort()).toEqual(['item-add', 'item-remove']);
    expect(timers.pauses()).toEqual([1_000, 1_000]);
  });

  test('C1: what is refused when the line is back is given back to the person', async () => {
    const { outbox, answers, returned } = fakeLine();
    answers('offline');
    await outbox.add(note);
    answers('table-full');
    outbox.resume(there());
    await settled();
    expect(returned).toEqual([{ content: note, trouble: 'table-full' }]);
    expect(outbox.pending.value).toEqual([]);
  });

  test('C1: what arrived although its answer was lost is not sent again', async () => {
    const { sent, outbox, answers } = fakeLine();
    answers('offline');
    await outbox.add(note);
    outbox.resume(there(id(1)));
    await settled();
    expect([sent.length, outbox.pending.value.length]).toEqual([1, 0]);
  });

  test('C1: a thing that appears on the table before the answer is confirmed, not taken away', async () => {
    const { sent, outbox } = fakeLine();
    const adding = outbox.add(note);
    await settled();
    outbox.settle(there(id(1)));
    expect(await adding).toBeNull();
    expect(sent.map(({ event }) => event)).toEqual(['item-add']);
  });

  test('C3: a removal without a line is repeated when it is back', async () => {
    const { sent, outbox, answers } = fakeLine();
    answers('offline');
    expect(await outbox.remove(id(7))).toBeNull();
    expect(outbox.removing.value.has(id(7))).toBe(true);
    answers(null);
    outbox.resume(there(id(7)));
    await settled();
    expect(sent.filter(({ event }) => event === 'item-remove')).toHaveLength(2);
    expect(outbox.removing.value.size).toBe(0);
  });

  test('C3: what was taken away before it was sent is never sent', async () => {
    const { sent, outbox, answers } = fakeLine();
    answers('offline');
    await outbox.add(note);
    await outbox.remove(id(1));
    answers(null);
    outbox.resume(there());
    const adding = outbox.add(note);
    await outbox.remove(id(2));
    await adding;
    await settled();
    expect(sent.filter(({ event }) => event === 'item-add')).toHaveLength(1);
  });

  test('a refusal is told and the thing is not kept', async () => {
    const { outbox, answers } = fakeLine();
    answers('table-full');
    expect(await outbox.add(note)).toBe('table-full');
    expect([outbox.pending.value, outbox.copyOf(id(1))]).toEqual([[], null]);
  });

  test.each(['offline', 'too-fast', 'internal'] as const)(
    'C3: a removal that is answered with “%s” while the line is there is tried until it is gone, with pauses that grow',
    async (trouble) => {
      const { sent, outbox, answers, timers } = fakeLine();
      answers(trouble);
      expect(await outbox.remove(id(7))).toBeNull();
      const pauses: number[] = [];
      for (let n = 0; n < 6; n += 1) {
        pauses.push(...timers.pauses());
        expect([outbox.removing.value.has(id(7)), outbox.waiting.value.has(id(7))]).toEqual([true, true]);
        await timers.pass(timers.pauses()[0]!);
      }
      expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
      answers(null);
      await timers.pass(30_000);
      expect(sent).toHaveLength(8);
      expect([outbox.removing.value.size, outbox.waiting.value.size, timers.pauses()]).toEqual([0, 0, []]);
    },
  );

  test('C3: a removal that is refused for good is not tried again', async () => {
    const { outbox, answers, timers } = fakeLine();
    answers('not-yours');
    expect(await outbox.remove(id(7))).toBe('not-yours');
    expect([outbox.removing.value.size, timers.pauses()]).toEqual([0, []]);
  });

  test('C1: a text without an answer is tried again while the line is there, under the same id', async () => {
    const { sent, outbox, answers, timers } = fakeLine();
    answers('offline');
    expect(await outbox.add(note)).toBeNull();
    expect(outbox.waiting.value.has(id(1))).toBe(true);
    answers('too-fast');
    await timers.pass(1_000);
    answers(null);
    await timers.pass(2_000);
    expect(sent.map(({ message }) => (message as { itemId: string }).itemId)).toEqual([id(1), id(1), id(1)]);
    expect([outbox.waiting.value.size, timers.pauses()]).toEqual([0, []]);
  });

  test('C1: what is there, refused or taken away is tried no more', async () => {
    const { sent, outbox, answers, timers, returned } = fakeLine();
    answers('offline');
    for (let n = 0; n < 3; n += 1) await outbox.add(note);
    outbox.settle(there(id(1)));
    answers(null);
    await outbox.remove(id(2));
    answers('table-full');
    await timers.pass(1_000);
    expect(returned).toEqual([{ content: note, trouble: 'table-full' }]);
    expect(sent.filter(({ event }) => event === 'item-add')).toHaveLength(4);
    expect([outbox.pending.value, outbox.waiting.value.size, timers.pauses()]).toEqual([[], 0, []]);
  });

  test('C4: copies of what is gone with the meeting are forgotten; what waits here or is on its way is not', async () => {
    const { outbox, answers } = fakeLine();
    for (let n = 0; n < 2; n += 1) await outbox.add(note);
    outbox.settle(there(id(1), id(2)));
    answers('offline');
    await outbox.add(note);
    outbox.keep(there(id(2)));
    expect([1, 2, 3].map((n) => outbox.copyOf(id(n)) !== null)).toEqual([false, true, true]);
  });

  test('C4: whoever leaves gives up what was on its way to that table', async () => {
    const { sent, outbox, answers, bytesAnswer, uploads, timers } = fakeLine();
    bytesAnswer('none yet');
    await outbox.add(picture);
    await settled();
    answers('offline');
    await outbox.add(note);
    answers(null);
    outbox.leave(there());
    await settled();
    expect([outbox.pending.value, uploads[0]?.signal.aborted, timers.pauses()]).toEqual([[], true, []]);
    expect(sent.filter(({ event }) => event === 'item-remove')).toHaveLength(2);
    expect([1, 2].map((n) => outbox.copyOf(id(n)))).toEqual([null, null]);
  });
});
