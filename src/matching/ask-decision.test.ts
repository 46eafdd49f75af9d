import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { createFeatureExtractor } from '../audio/feature-extractor.ts';
import { createRecordingSpan } from '../audio/recording-span.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { decideToAsk } from './ask-decision.ts';
import { askAbove, DEFAULT_CONFIG } from './config.ts';
import { type Listener, type Pair, wallOddsOf } from './listener.ts';
import type { PairEvidence } from './pair-evidence.ts';
import { createRecording } from './recording.ts';
import { createSketcher } from './sketch.ts';
import { newSoftSoundState } from './soft-sounds.ts';

const T0 = 1_750_000_000_000;
const sound = heard(babble(3, 5), 61);

function listenerOf(id: string): Listener {
  const extractor = createFeatureExtractor();
  const recording = createRecording(id, createRecordingSpan(T0, T0), T0 - 128);
  extractor.start({ id, startedAt: T0 }, T0);
  for (let sequence = 0; sequence < 10; sequence += 1) {
    const capturedAt = T0 + sequence * AUDIO.chunkMs;
    const samples = sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples);
    const intake = extractor.push(id, { sequence, capturedAt, samples }, capturedAt + 250);
    if ('error' in intake) throw new Error(intake.error);
    recording.take(intake.packet);
  }
  return {
    ...{ recording, pairs: new Map(), room: null, ambiguous: false, asking: 'no', comparedSeconds: 2 },
    softSound: newSoftSoundState(true),
    sketcher: createSketcher(recording.features, 1),
    comparedBySketch: 0,
  };
}

/** Two recordings with sound enough, and evidence as it is given. */
function pairWith(evidence: Partial<PairEvidence>, lagUnclear = false): Listener[] {
  const [a, b] = [listenerOf('a'), listenerOf('b')];
  const known: PairEvidence = {
    ...{ seconds: 2, logLikelihoodRatio: 0 },
    ...{ update: () => false, agreement: () => ({ highShare: 1, bands: 8 }), statistics: () => null },
    ...evidence,
  };
  const pair: Pair = { a, b, evidence: known, decide: () => false, sureAt: null, lagUnclear };
  a.pairs.set(b, pair);
  b.pairs.set(a, pair);
  return [a, b];
}
const enough = askAbove(DEFAULT_CONFIG, 1) + 0.1;

test('A8: a weak match is asked about once, and both are marked', () => {
  const [a, b] = pairWith({ logLikelihoodRatio: enough });
  expect(decideToAsk(a!, DEFAULT_CONFIG)).toEqual({ type: 'ask', recordingIds: ['a', 'b'], why: 'weak' });
  expect([a!.asking, b!.asking]).toEqual(['asked', 'asked']);
  expect(decideToAsk(b!, DEFAULT_CONFIG)).toBeNull();
});

test('A8: where only the lag speaks against one room, people are asked whatever the ratio', () => {
  const [a] = pairWith({ logLikelihoodRatio: -8 }, true);
  expect(decideToAsk(a!, DEFAULT_CONFIG)).toMatchObject({ recordingIds: ['a', 'b'], why: 'lag-unclear' });
  expect(decideToAsk(pairWith({ logLikelihoodRatio: -8 })[0]!, DEFAULT_CONFIG)).toBeNull();
});

test('A8: where a wall is only a little too likely to join, people are asked', () => {
  const likely = pairWith({ logLikelihoodRatio: 30, agreement: () => ({ highShare: 0.3, bands: 1 }) });
  for (const { recording } of likely) expect(recording.quality.highLiveliness).toBeGreaterThan(0.1);
  const odds = wallOddsOf(likely[0]!.pairs.get(likely[1]!)!);
  const between = { ...DEFAULT_CONFIG, wallAbove: odds - 1, wallSurelyAbove: odds + 1 };
  expect(decideToAsk(likely[0]!, between)).toMatchObject({ recordingIds: ['a', 'b'], why: 'weak' });
});

test('A8: nobody is asked about a sound that surely came through a wall', () => {
  const [a] = pairWith({ logLikelihoodRatio: enough, agreement: () => ({ highShare: 0, bands: -9 }) });
  expect(decideToAsk(a!, DEFAULT_CONFIG)).toBeNull();
});

test('A8: nobody is asked who has a room, was torn between two, or heard too little', () => {
  const spoilers: ((other: Listener) => void)[] = [
    (other) => Object.assign(other, { room: { recordingIds: ['b', 'c'] } }),
    (other) => Object.assign(other, { asking: 'torn' }),
    (other) => Object.assign(other, { ambiguous: true }),
    (other) => Object.assign(other, { comparedSeconds: 0.5 }),
  ];
  for (const spoil of spoilers) {
    const [a, b] = pairWith({ logLikelihoodRatio: enough });
    spoil(b!);
    expect(decideToAsk(a!, DEFAULT_CONFIG)).toBeNull();
    expect(decideToAsk(b!, DEFAULT_CONFIG)).toBeNull();
  }
});
