import { expect, test } from 'vitest';
import { toBase64url } from '../../shared/base64url.ts';
import { createOpener } from './opened.ts';
import { createSeal, newItemKey } from './sealed-line.ts';

const id = (n: number) => String(n).padStart(22, '0');

test('C6 C10: what it is told to forget it cannot show again without the key', async () => {
  const opener = createOpener();
  const key = await newItemKey();
  const seal = createSeal((await newItemKey()).key);
  const sealed = await createSeal(key.key).seal(new TextEncoder().encode('hello'), 'text', id(1));
  const item = {
    ...({ id: id(1), ownerId: id(2), kind: 'note', addedAt: 0, file: null } as const),
    sealed: toBase64url(sealed),
  };
  const keys = { [id(1)]: toBase64url(await seal.seal(key.bytes, 'item-key', id(1))) };
  const textsOf = async (given: Record<string, string>) =>
    (await opener.items([item], given, seal, id(3))).map(({ text }) => text);
  expect(await textsOf(keys)).toEqual(['hello']);
  expect(await textsOf({}), 'known').toEqual(['hello']);
  opener.keep(new Set());
  expect(await textsOf({})).toEqual([null]);
});
