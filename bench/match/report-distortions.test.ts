import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { computeClipFeatures } from './clip-features.ts';
import type { Manifest } from './manifest.ts';
import { reportDistortions } from './report-distortions.ts';

const clips = ['1-a', '1-b', '2-a'].map((file, i) => ({
  ...{ file, room: file[0]!, moment: 'm', condition: 'talker', snr_db: 20, t0_ms: 0, audible: true },
  samples: heard(babble(4, Number(file[0])), 40 + i),
}));
const manifest: Manifest = {
  ...{ rate: 16_000, clips },
  pairs: [
    { a: '1-a', b: '1-b', same: true, kind: 'talker', decidable: true },
    { a: '1-b', b: '2-a', same: false, kind: 'hard:same-kind', decidable: true },
  ],
};
const senders = new Map(
  clips.map(({ file, samples }) => [file, { id: file, samples, startsAt: 0, claimed: 0 }]),
);
const features = new Map(clips.map(({ file, samples }) => [file, computeClipFeatures(samples, 1_000)]));

test('one clip of each pair is distorted, and misses and false joins are counted', () => {
  const { summary, text } = reportDistortions(manifest, senders, features, 'headset');
  expect(summary.map(({ distortion }) => distortion)).toEqual(['none', 'headset']);
  for (const { misses, falseJoins } of summary) {
    expect(misses.map(({ pairs }) => pairs)).toEqual([1, 0, 0]);
    expect(misses[0]!.missed).toBe(0);
    expect(falseJoins).toEqual([{ kind: 'hard:same-kind', pairs: 1, joined: 0 }]);
  }
  expect(text).toContain('| headset | 0.0 % (0; 0.0..79.3) | - | - |');
  expect(text).toContain('| headset | 0 |');
});

test('the distorted clip is the one that counts, and a wrong name is refused', () => {
  // A clip that is nothing but silence where the distortion reads it cannot be found.
  const silent = new Map(senders).set('1-a', { ...senders.get('1-a')!, samples: new Int16Array(64_000) });
  const { summary } = reportDistortions(manifest, silent, features, 'skew');
  expect(summary.map(({ misses }) => misses[0]!.missed)).toEqual([0, 1]);
  expect(() => reportDistortions(manifest, senders, features, 'flood')).toThrow(/there are skew/);
});
