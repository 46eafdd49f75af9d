import { describe, expect, test } from 'vitest';
import { broughtFiles, canBeLaid } from './brought-files.ts';

const brought = (files: File[], text = '') => ({
  files: files as unknown as FileList,
  types: [...(files.length > 0 ? ['Files'] : []), ...(text === '' ? [] : ['text/plain'])],
  getData: () => text,
});
const png = (name: string) => new File(['x'], name, { type: 'image/png' });
const names = (files: File[]) => files.map(({ name }) => name);

describe('C1: what is pasted or dropped', () => {
  test('a screenshot gets a name that says what it is', () => {
    expect(names(broughtFiles(brought([png('image.png')])))).toEqual(['screenshot.png']);
    expect(names(broughtFiles(brought([png('')])))).toEqual(['screenshot.png']);
  });

  test('files keep theirs, all of them, also when their names come along as a text', () => {
    const files = [png('a.png'), new File(['x'], 'b.pdf')];
    expect(names(broughtFiles(brought(files)))).toEqual(['a.png', 'b.pdf']);
    expect(names(broughtFiles(brought(files, 'a.png')))).toEqual(['a.png', 'b.pdf']);
  });

  test('of a text that brings a picture of itself, as from a table of numbers, the text is meant', () => {
    expect(broughtFiles(brought([png('image.png')], '1\t2\n3\t4'))).toEqual([]);
  });

  test('files and texts can be laid down, nothing else', () => {
    expect(canBeLaid(brought([png('a.png')]))).toBe(true);
    expect(canBeLaid(brought([], 'hello'))).toBe(true);
    expect(canBeLaid(brought([]))).toBe(false);
    expect(canBeLaid(null)).toBe(false);
  });
});
