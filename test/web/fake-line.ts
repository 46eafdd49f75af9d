import type { ClientEvent, ClientMessage } from '../../src/shared/protocol.ts';
import type { Place } from '../../src/web/meeting/file-queue.ts';
import { createOutbox, type SendBytes } from '../../src/web/meeting/outbox.ts';
import type { Request, Trouble } from '../../src/web/meeting/request.ts';

export const id = (n: number) => String(n).padStart(22, '0');
export const there = (...ids: string[]) => new Set(ids);
export const note = { kind: 'note', text: 'hello' } as const;
export const picture = { kind: 'file', text: 'a.png', file: new Blob([new Uint8Array(10)]) } as const;
/** Sealing and reading that are under way; the runtime does them in threads of its own. */
let underWay = 0;
function watch(owner: object, names: readonly string[]): void {
  for (const name of names) {
    const real = Reflect.get(owner, name) as (...args: unknown[]) => Promise<unknown>;
    const watched = function (this: unknown, ...args: unknown[]) {
      underWay += 1;
      return real.apply(this, args).finally(() => {
        underWay -= 1;
      });
    };
    Object.defineProperty(owner, name, { value: watched });
  }
}
watch(crypto.subtle, [
  'encrypt',
  'decrypt',
  'importKey',
  'exportKey',
  'generateKey',
  'deriveKey',
  'deriveBits',
]);
watch(Blob.prototype, ['arrayBuffer']);

/** What is sealed meanwhile is done, however long that takes, and so is what comes of it. */
export async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet = underWay === 0 ? quiet + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Timers that go on when they are told to. */
function fakeTimers() {
  let now = 0;
  let due: { at: number; act: () => void }[] = [];
  return {
    later(act: () => void, ms: number) {
      const timer = { at: now + ms, act };
      due.push(timer);
      return () => {
        due = due.filter((each) => each !== timer);
      };
    },
    async pass(ms: number) {
      now += ms;
      for (const timer of due.filter(({ at }) => at <= now)) {
        due = due.filter((each) => each !== timer);
        timer.act();
      }
      await settled();
    },
    pauses: () => due.map(({ at }) => at - now),
  };
}

/** A file whose bytes are on their way. */
type Upload = Parameters<SendBytes>[0] & { end(trouble: Trouble | null): void };

/** An outbox on a line that answers as it is told, and remembers what was sent. */
export function fakeLine() {
  const sent: { event: ClientEvent; message: unknown }[] = [];
  let answer: Trouble | null = null;
  let bytesAnswer: Trouble | null | 'none yet' = null;
  let isOnline = true;
  let place: Place = { meetingId: null, held: false };
  const request = (async (event: ClientEvent, message: unknown) => {
    sent.push({ event, message });
    if (answer !== null) return { ok: false, error: answer };
    const { content } = message as Partial<ClientMessage<'item-add'>>;
    return { ok: true, upload: content?.kind === 'file' };
  }) as Request;
  let n = 0;
  const newId = () => {
    n += 1;
    return id(n);
  };
  const returned: unknown[] = [];
  const uploads: Upload[] = [];
  const timers = fakeTimers();
  const outbox = createOutbox({
    ...{ request, newId, later: timers.later },
    seal: async (bytes) => bytes,
    sendBytes: (options) =>
      new Promise((resolve) => {
        options.signal.addEventListener('abort', () => resolve(null));
        uploads.push({ ...options, end: resolve });
        options.onProgress(0.5);
        if (bytesAnswer !== 'none yet') resolve(bytesAnswer);
      }),
    isOnline: () => isOnline,
    place: () => place,
    onReturned: (content, trouble) => void returned.push({ content, trouble }),
  });
  const itemsOf = (wanted: ClientEvent) =>
    sent
      .filter(({ event }) => event === wanted)
      .map(({ message }) => Number((message as { itemId: string }).itemId));
  return {
    ...{ sent, request, outbox, returned, uploads, timers },
    /** Numbers of the items that were announced, in order. */
    announced: () => itemsOf('item-add'),
    removed: () => itemsOf('item-remove'),
    answers(trouble: Trouble | null) {
      answer = trouble;
    },
    /** `none yet`: until the upload is ended. */
    bytesAnswer(trouble: Trouble | null | 'none yet') {
      bytesAnswer = trouble;
    },
    goes(to: 'online' | 'offline') {
      isOnline = to === 'online';
    },
    isAt(now: Place) {
      place = now;
    },
  };
}
