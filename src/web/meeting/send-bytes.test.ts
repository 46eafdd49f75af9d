import { afterEach, expect, test, vi } from 'vitest';
import { onOneServer } from './one-server.ts';
import { newItemKey } from './sealed-line.ts';
import { createSendBytes } from './send-bytes.ts';

const id = (n: number) => String(n).padStart(22, '0');

afterEach(() => vi.unstubAllGlobals());

/** What the page makes of a server that answers so; null: the line is lost instead. */
async function troubleAt(answer: { status: number; text: string } | null) {
  class Sending {
    readonly upload = {};
    status = 0;
    responseText = '';
    onload?: () => void;
    onerror?: () => void;
    open() {}
    setRequestHeader() {}
    abort() {}
    send() {
      this.status = answer?.status ?? 0;
      this.responseText = answer?.text ?? '';
      if (answer === null) this.onerror?.();
      else this.onload?.();
    }
  }
  vi.stubGlobal('XMLHttpRequest', Sending);
  return createSendBytes(id(1))({
    ...{ itemId: id(2), key: await newItemKey(), file: new Blob(['x']) },
    ...{ onProgress() {}, signal: new AbortController().signal },
  });
}

test('C1: a file that took too long is told apart from one whose line was lost', async () => {
  expect(await troubleAt({ status: 422, text: '{"error":"upload-slow"}' })).toBe('upload-slow');
  expect(await troubleAt({ status: 408, text: '' })).toBe('upload-slow');
  expect(await troubleAt({ status: 502, text: 'Bad gateway' })).toBe('internal');
  expect(await troubleAt({ status: 400, text: '{"error":"upload-broken"}' })).toBe('upload-broken');
  expect(await troubleAt({ status: 200, text: '{"ok":true}' })).toBeNull();
  expect(await troubleAt(null)).toBe('offline');
});

test('C1: a file that the server has not heard of makes the line anew, and no other trouble does', async () => {
  const renewed: (string | null)[] = [];
  for (const trouble of ['not-found', 'upload-broken', 'offline', null] as const) {
    const send = onOneServer(
      async () => trouble,
      () => renewed.push(trouble),
    );
    const file = { itemId: id(2), key: await newItemKey(), file: new Blob(['x']) };
    expect(await send({ ...file, onProgress() {}, signal: new AbortController().signal })).toBe(trouble);
  }
  expect(renewed).toEqual(['not-found']);
});
