import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notePublished } from './published.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-published-'));
  file = path.join(folder, 'policy-published.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [first, second] = [
  { date: '2031-01-01', sha256: 'a'.repeat(64) },
  { date: '2031-02-01', sha256: 'b'.repeat(64) },
];
const noted = () => JSON.parse(readFileSync(file, 'utf8'));

describe('W2: what was published', () => {
  test('is noted once, and more as it comes', () => {
    notePublished(file, [first]);
    expect(noted()).toEqual({ [first.date]: first.sha256 });
    notePublished(file, [second, first]);
    notePublished(file, [second]);
    expect(noted()).toEqual({ [first.date]: first.sha256, [second.date]: second.sha256 });
    expect(readdirSync(folder)).toEqual(['policy-published.json']);
  });

  test('has no other text later, with what to do; nothing is noted then', () => {
    notePublished(file, [first]);
    const changed = { ...first, sha256: 'c'.repeat(64) };
    expect(() => notePublished(file, [second, changed])).toThrow(
      /^2031-01-01\.md is not the text that this server showed.*a{64}.*its own date/,
    );
    expect(noted()).toEqual({ [first.date]: first.sha256 });
  });

  test.each(['{', '{"soon":"x"}', '[]'])('is not taken from a file that says %s', (text) => {
    writeFileSync(file, text);
    expect(() => notePublished(file, [first])).toThrow('policy-published.json cannot be read');
  });
});
