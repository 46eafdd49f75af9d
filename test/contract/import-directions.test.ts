import { describe, expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { isTest, readSource, sourceFiles } from './source-files.ts';
import { wrongImports } from './zones.ts';

describe('import directions', () => {
  test('every file of src imports only from the zones its own may know', () => {
    const files = sourceFiles('src').filter((file) => !isTest(file));
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => wrongImports(file, readSource(file)))).toEqual([]);
  });

  test.each([
    ['src/audio/a.ts', "import { x } from '../matching/x.ts';"],
    ['src/audio/a.ts', "import type { X } from '../matching/x.ts';"],
    ['src/shared/a.ts', "export { x } from '../audio/x.ts';"],
    ['src/meetings/a.ts', "const x = await import('../storage/x.ts');"],
    ['src/matching/a.ts', "const clock = (): import('../server/clock.ts').Clock => null!;"],
    ['src/meetings/a.ts', "import { store } from '../storage/x.ts';"],
    ['src/server/http/a.ts', "import { logo } from '../../web/listen/logo.tsx';"],
    ['src/web/a.ts', "import '../server/main.ts';"],
    ['src/web/a.ts', "new Worker(new URL('../server/worker.ts', import.meta.url));"],
    ['src/audio/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src/audio/a.ts', "import { room } from '../../test/rooms/room.ts';"],
    ['src/elsewhere/a.ts', ''],
  ])('a wrong import in %s is found: %s', (file, text) => {
    expect(wrongImports(file, text)).toHaveLength(1);
  });

  test.each([
    ['src/matching/a.ts', "import { x } from '../audio/x.ts'; import { y } from './y.ts';"],
    ['src/storage/a.ts', "import type { Meeting } from '../meetings/meeting.ts';"],
    ['src/server/http/a.ts', "import { home } from '../../web/pages/home.tsx'; import 'node:fs';"],
    ['src/web/listen/a.ts', "import { signal } from '@preact/signals'; // import '../../server/main.ts'"],
  ])('a right import in %s is left alone: %s', (file, text) => {
    expect(wrongImports(file, text)).toEqual([]);
  });
});

test('the process that only starts the server loads nothing of it, so that it listens again sooner', () => {
  const main = readSource('src/server/main.ts');
  expect(importsOf('src/server/main.ts', main).sort()).toEqual(['./run.ts', './wiped-memory.ts']);
  expect(main).not.toMatch(/^(import|export)[^(]*'\.\/run\.ts'/m);
  expect(main, 'positive control').toMatch(/^(import|export)[^(]*'\.\/wiped-memory\.ts'/m);
});
