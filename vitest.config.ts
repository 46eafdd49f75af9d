import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** As many files at a time as there are cores; left to itself, vitest takes one less. */
const CORES = availableParallelism();

/** Test files in a folder of the project that say something. */
function testsThatSay(folder: string, what: RegExp): string[] {
  const place = new URL(`${folder}/`, import.meta.url);
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .filter((name) => what.test(readFileSync(new URL(name, place), 'utf8')))
    .map((name) => `${folder}/${name}`);
}

/** The tests in browsers whose microphones hear something: all sound comes from `test/rooms`. */
const LISTENING = testsThatSay('test/browser', /from '(\.\.\/rooms\/|\.\/room-rec)/);
/** The tests that put other modules in the place of ours: in one process with others, those would get them, too. */
const MOCKING = ['src', 'bench', 'test/contract'].flatMap((folder) => testsThatSay(folder, /\bvi\.mock\(/));

/** Long enough for a machine that others share: how fast something is, is measured, never a poll's own patience. */
const PATIENT = { poll: { timeout: 10_000 } };

const IN_BROWSERS = {
  expect: PATIENT,
  testTimeout: 600_000,
  hookTimeout: 180_000,
  // Real time on a machine that others share: a stall of a second is no defect. What fails twice, its file
  // is run once more by `npm test`, whole and without a second try: a browser goes on from where the first one left it.
  retry: 1,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          expect: PATIENT,
          maxWorkers: CORES,
          // One process for many files, each with modules of its own: most of the time was spent on starting them.
          isolate: false,
          // None takes so long by itself; a machine that is busy may.
          testTimeout: 60_000,
          include: [
            'src/**/*.test.ts',
            'src/**/*.test.tsx',
            'bench/**/*.test.ts',
            'test/contract/**/*.test.ts',
          ],
          exclude: MOCKING,
        },
      },
      {
        test: {
          name: 'unit-mocking',
          maxWorkers: CORES,
          testTimeout: 60_000,
          include: MOCKING,
        },
      },
      {
        test: {
          name: 'rooms',
          maxWorkers: CORES,
          include: ['test/rooms/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server',
          expect: PATIENT,
          // After the renderer of rooms, which takes whole cores: some of these listen in real time.
          sequence: { groupOrder: 1 },
          include: ['test/server/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real processes, killed and paused, on a machine that others share; what fails twice is as above.
          retry: 1,
        },
      },
      {
        test: {
          ...IN_BROWSERS,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: LISTENING,
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...IN_BROWSERS,
          name: 'browser-listening',
          include: LISTENING,
          // After everything else, and alone: sound that comes late is lost.
          sequence: { groupOrder: 3 },
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
