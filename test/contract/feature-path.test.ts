import { expect, test } from 'vitest';
import { featureFaults } from './feature-path.ts';
import type { Sources } from './sound-path.ts';
import { isTest, readSource, sourceFiles } from './source-files.ts';

const sources: Sources = new Map(
  sourceFiles('src')
    .filter((file) => !isTest(file))
    .map((file) => [file, readSource(file)]),
);
const EXCHANGE = 'src/server/cluster/recording-exchange.ts';
const OWN = 'src/server/cluster/own-recording.ts';
/** The project with something written into one of its files, or put in the place of something. */
const having = (file: string, text: string): Sources =>
  new Map([...sources, [file, `${sources.get(file) ?? ''}\n${text}`]]);
function changed(file: string, from: string, to: string): Sources {
  const text = sources.get(file) ?? '';
  expect(text).toContain(from);
  return new Map([...sources, [file, text.replaceAll(from, to)]]);
}

test('A7: what is computed of sound reaches comparisons alone, and leaves a server sealed', () => {
  expect(featureFaults(sources)).toEqual([]);
});

test.each([
  ['a service that looks at features', having('src/server/live/live-service.ts', 'let p: FeaturePacket;')],
  ['another one that packs them', having(EXCHANGE, 'packFeatures(packet);')],
  ['packets that nobody seals', changed(OWN, 'sealText', 'asTheyAre')],
  [
    'features told as they are',
    changed(EXCHANGE, 'sealed.bytes)', 'new Uint8Array(features.frames.values))'),
  ],
  ['another way to say them', having(EXCHANGE, "void bus.ask('one', { type: 'clock' });")],
  ['keeping them', having(OWN, "import { writeFile } from 'node:fs/promises';")],
  [
    'Redis itself',
    having(EXCHANGE, "import { createRedis } from '../../storage/redis/redis-connection.ts';"),
  ],
  ['the log', having('src/server/cluster/sketch-post.ts', "import { createLog } from '../http/log.ts';")],
  ['printing', having('src/server/workers/foreign-recordings.ts', 'console.log(packet);')],
  ['a carrier that is gone', new Map([...sources].filter(([file]) => file !== OWN))],
])('A7: %s would be found', (_, altered) => {
  expect(featureFaults(altered).length).toBeGreaterThan(0);
});
