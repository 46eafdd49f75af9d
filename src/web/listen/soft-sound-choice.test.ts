import { expect, test } from 'vitest';
import { createSoftSoundChoice } from './soft-sound-choice.ts';

/** A storage in memory; it refuses what it is told to refuse. */
function storageOf(refuses: { reading?: boolean; writing?: boolean } = {}) {
  const kept = new Map<string, string>();
  const refuse = (does: boolean | undefined) => {
    if (does) throw new DOMException('refused', 'SecurityError');
  };
  return {
    kept,
    open: () => {
      refuse(refuses.reading);
      return {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => {
          refuse(refuses.writing);
          kept.set(key, value);
        },
        removeItem: (key: string) => void kept.delete(key),
      };
    },
  };
}

test('B5: soft sounds are allowed until they are switched off, and stay off on this device', () => {
  const storage = storageOf();
  const first = createSoftSoundChoice(storage.open);
  first.look();
  expect([first.allowed.value, storage.kept.size]).toEqual([true, 0]);
  first.choose(false);
  const reloaded = createSoftSoundChoice(storage.open);
  reloaded.look();
  expect(reloaded.allowed.value).toBe(false);
  reloaded.choose(true);
  expect(storage.kept.size).toBe(0);
  first.look();
  expect(first.allowed.value, 'a tab that is open sees the change').toBe(true);
});

test.each([
  ['reading and writing', { reading: true }],
  ['writing', { writing: true }],
])('B5: where the browser refuses %s, the choice lasts as long as the page', (_, refuses) => {
  const choice = createSoftSoundChoice(storageOf(refuses).open);
  choice.look();
  expect(choice.allowed.value).toBe(true);
  choice.choose(false);
  choice.look();
  expect(choice.allowed.value).toBe(false);
  choice.choose(true);
  choice.look();
  expect(choice.allowed.value).toBe(true);
});
