import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSTILE_FILES } from '../../../test/hostile/hostile-files.ts';
import { LIMITS } from '../../shared/limits.ts';
import { contentHeaders } from './content-headers.ts';
import { inspectFile } from './inspect.ts';

const files = HOSTILE_FILES.filter(({ name }) => name !== 'too large'); // the vault refuses it before it is here

test.each(files)('C1 W12: $name is what its bytes say', ({ bytes, comes }) => {
  const found = inspectFile(new Uint8Array(bytes()));
  expect(found).toEqual('error' in comes ? { ok: false, ...comes } : { ok: true, ...comes });
});

test('the corpus has 60 files or more', () => {
  expect(HOSTILE_FILES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE_FILES.map(({ name }) => name)).size).toBe(HOSTILE_FILES.length);
});

test('W12: whatever the bytes are, there is an answer (2,000 changed files, seed 20261125)', () => {
  const small = files.map(({ bytes }) => bytes()).filter((each) => each.length < 20_000);
  const change = fc.record({
    file: fc.constantFrom(...small),
    length: fc.nat({ max: 2_000 }),
    edits: fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 255 })), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(change, ({ file, length, edits }) => {
      const bytes = new Uint8Array(file.subarray(0, length));
      for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
      const found = inspectFile(bytes);
      if (found.ok && found.kind === 'image') expect(found.mediaType).toMatch(/^image\//);
      if (!found.ok) expect(['empty-file', 'image-too-large']).toContain(found.error);
    }),
    { numRuns: 2_000, seed: 20_261_125 },
  );
});

/** How often a file's bytes are read. */
function readsOf(bytes: Uint8Array): number {
  let reads = 0;
  const counted = new Proxy(bytes, {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key);
    },
  });
  inspectFile(counted);
  return reads;
}

test('W12: whatever the bytes are, they are gone over a few times at most', () => {
  for (const { name, bytes } of files) {
    const file = new Uint8Array(bytes());
    expect(readsOf(file) / (file.length + 1_000), name).toBeLessThan(12);
  }
  const most = files.map(({ bytes }) => new Uint8Array(bytes())).map((file) => readsOf(file) / file.length);
  expect(Math.max(...most), 'reads are counted').toBeGreaterThan(1);
});

test('C10 W12: a file is served in a sandbox, unsniffed and unkept, and only a picture inline', () => {
  const png = contentHeaders({ kind: 'image', mediaType: 'image/png', size: 5 });
  expect(png).toMatchObject({
    'content-type': 'image/png',
    'content-length': '5',
    'cache-control': 'no-store',
  });
  expect(png['content-security-policy']).toMatch(/^sandbox; default-src 'none';/);
  expect(png['x-content-type-options']).toBe('nosniff');
  expect(png['content-disposition']).toBeUndefined();
  for (const kind of ['pdf', 'file'] as const) {
    const headers = contentHeaders({ kind, mediaType: 'application/octet-stream', size: LIMITS.fileBytes });
    expect(headers['content-disposition']).toBe('attachment');
  }
});
