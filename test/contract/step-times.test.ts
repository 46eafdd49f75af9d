import { afterEach, expect, test, vi } from 'vitest';
import type { TestModule, Vitest } from 'vitest/node';
import StepTimes, { stepTable } from '../step-times.ts';

afterEach(() => vi.unstubAllEnvs());

test('the table of steps has minutes and seconds, and the five slowest files, the slowest first', () => {
  const files = [3, 90, 1, 7, 5, 2].map((seconds) => ({ name: `file ${seconds}`, ms: seconds * 1_000 }));
  expect(stepTable([{ name: 'server', from: 1_000, to: 66_400, files: 6 }], files)).toEqual([
    'Steps, minutes:',
    expect.stringMatching(/^ {2}server +1:05 {2}6 files$/),
    'Slowest files:',
    ...[90, 7, 5, 3, 2].map((s) =>
      expect.stringMatching(new RegExp(`^ {2}file ${s} +${s === 90 ? '1:30' : `0:0${s}`}$`)),
    ),
  ]);
});

test('a step lasts from its first file to the end of its last; those before the runner come first', () => {
  vi.stubEnv('TEST_STEPS', '{"building":30000}');
  let now = 0;
  const said: string[] = [];
  const reporter = new StepTimes({ now: () => now });
  reporter.onInit({ logger: { log: (text: string) => void said.push(text) } } as unknown as Vitest);
  const module = (relativeModuleId: string) =>
    ({
      project: { name: 'rooms' },
      relativeModuleId,
      diagnostic: () => ({ duration: 4_000 }),
    }) as unknown as TestModule;
  const [one, two] = [module('one.test.ts'), module('two.test.ts')];
  reporter.onTestModuleQueued(one);
  now = 10_000;
  reporter.onTestModuleQueued(two);
  reporter.onTestModuleEnd(one);
  now = 70_000;
  reporter.onTestModuleEnd(two);
  expect(said).toEqual([]);
  reporter.onTestRunEnd();
  expect(said.join()).toMatch(/building +0:30\n {2}rooms +1:10 {2}2 files\n[\s\S]*one\.test\.ts +0:04/);
});
