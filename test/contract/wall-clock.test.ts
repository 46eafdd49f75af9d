import { describe, expect, test } from 'vitest';
import { isTest, readSource, sourceFiles } from './source-files.ts';

/** Where the wall clock is read, and what for. Whatever ends or lasts goes by a clock that is never set. */
const MEANT = new Map([
  ['src/server/live/clock.ts', 'once, for where the clock of the server begins'],
  ['src/server/server.ts', 'dates of certificates, and of what is written down'],
  ['src/storage/durable/schema.ts', 'a date that is shown to the operator'],
  ['src/web/listen/microphone.ts', 'beside the page’s own clock, which audio threads do not have'],
  ['src/web/listen/microphone-worklet.ts', 'the same, in the audio thread'],
  ['src/web/meeting/live-connection.ts', 'a page that sleeps: its own clock may stop meanwhile'],
  ['src/web/pages/door-actions.ts', 'until the server’s time is known'],
  ['src/web/panel/held-list.tsx', 'dates of cookies'],
]);

const READS = /\bDate\.now\b|\bDate\(\s*\)|\bCURRENT_TIMESTAMP\b|\bdefaultNow\(|['"]TIME['"]/;

/** The lines of a source that read a wall clock: this machine's, the database's or Redis's. */
function wallClockReads(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return code.split('\n').filter((line) => READS.test(line));
}

describe('the wall clock', () => {
  test.each([
    'const until = Date.now() + 60_000;',
    'startSweep({ now: Date.now });',
    'const at = new Date();',
    "const time = await redis.sendCommand(['TIME']);",
    'at: timestamp().defaultNow(),',
  ])('is found: %s', (line) => {
    expect(wallClockReads(`const a = 1;\n${line}\n// Date.now()\n`)).toEqual([line]);
  });

  test('is read where that is meant, and nowhere else', () => {
    const reading = sourceFiles('src').filter(
      (file) => !isTest(file) && wallClockReads(readSource(file)).length > 0,
    );
    expect(reading).toEqual([...MEANT.keys()].sort());
  });
});
