import { expect, test } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { refusedText } from './lay-files.ts';
import { sizeText } from './size-text.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('C1: a file that is too large is named with its size, which is never the limit itself', () => {
  const said = (size: number) => plain(refusedText({ name: 'film.mov', size, trouble: 'file-too-large' }));
  expect(said(31 * 1_024 * 1_024)).toBe('film.mov has 31 MB: at most 25 MB.');
  expect(said(LIMITS.fileBytes + 1)).toBe('film.mov has 25.1 MB: at most 25 MB.');
});

test('C1: any other file that is refused says why', () => {
  expect(refusedText({ name: 'a.txt', size: 0, trouble: 'empty-file' })).toBe('a.txt: This file is empty.');
});

test('a size has one unit, and no more than three digits before its point', () => {
  const sizes = [1, 999, 1_000, 1_536, 999 * 1_024, 1_000 * 1_024, LIMITS.fileBytes];
  expect(sizes.map((size) => plain(sizeText(size)))).toEqual([
    '1 B',
    '999 B',
    '1 kB',
    '1.5 kB',
    '999 kB',
    '1 MB',
    '25 MB',
  ]);
});
