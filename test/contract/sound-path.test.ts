import { describe, expect, test } from 'vitest';
import { CARRIERS, type Sources, soundFaults } from './sound-path.ts';
import { isTest, readSource, sourceFiles } from './source-files.ts';

const sources: Sources = new Map(
  sourceFiles('src')
    .filter((file) => !isTest(file))
    .map((file) => [file, readSource(file)]),
);
/** The project with something written into one of its files. */
const having = (file: string, text: string): Sources =>
  new Map([...sources, [file, `${sources.get(file) ?? ''}\n${text}`]]);

describe('the way of sound through the server', () => {
  test('A7: samples reach the features and nothing else: no file on their way can store them or send them on', () => {
    expect(soundFaults(sources)).toEqual([]);
  });

  test.each([
    ['storing', 'src/server/socket/chunk-taker.ts', "import { writeFile } from 'node:fs/promises';"],
    [
      'the live store, even as a type',
      'src/server/socket/chunk-taker.ts',
      "import type { LiveStore } from '../../storage/live-store.ts';",
    ],
    ['another socket', 'src/server/workers/matching-threads.ts', "import { connect } from 'node:net';"],
    ['the log', 'src/server/workers/feature-worker.ts', "import { createLog } from '../http/log.ts';"],
    [
      'a package, three files away',
      'src/audio/complex-fft.ts',
      "import { recognise } from 'speech-recognition';",
    ],
    [
      'meetings in the matching thread',
      'src/server/workers/matching-worker.ts',
      "import '../live/live-service.ts';",
    ],
    ['printing', 'src/server/workers/feature-worker.ts', 'console.log(extractor);'],
    [
      'a request without an import',
      'src/server/socket/chunk-taker.ts',
      "fetch('https://elsewhere.example');",
    ],
    [
      'a service that looks into chunks',
      'src/server/live/listening-service.ts',
      'const f = (m) => m.samples;',
    ],
    [
      'a service that is handed them',
      'src/server/live/live-service.ts',
      "import type { RecordingChunk } from '../workers/recording-chunk.ts';",
    ],
    ['samples in a meeting', 'src/meetings/new.ts', 'export const sound = new Int16Array(8);'],
    ['samples in the panel', 'src/web/panel/new.ts', 'export const keep = ({ samples }) => samples;'],
  ])('%s would be found', (_, file, text) => {
    expect(soundFaults(having(file, text)).length).toBeGreaterThan(0);
  });

  test('a carrier that carries nothing any more would be found, and one that is gone', () => {
    const [first] = CARRIERS;
    expect(soundFaults(new Map([...sources, [first, 'export const nothing = 1;']]))).toContain(
      `${first} holds no sound any more`,
    );
    expect(soundFaults(new Map([...sources].filter(([file]) => file !== first)))).toContain(
      `there is no ${first}`,
    );
  });

  test('comments and texts that speak of samples are no fault', () => {
    const text = "// samples\nexport const text = 'samples of console';";
    expect(soundFaults(having('src/meetings/meeting.ts', text))).toEqual([]);
  });
});
