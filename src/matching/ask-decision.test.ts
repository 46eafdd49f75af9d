import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { decideToAsk } from './ask-decision.ts';
import { askAbove, DEFAULT_CONFIG } from './config.ts';
import type { Listener, Pair } from './listener.ts';
import type { PairEvidence } from './pair-evidence.ts';
import { createRecording } from './recording.ts';

const T0 = 1_750_000_000_000;
const sound = heard(babble(3, 5), 61);

function listenerOf(id: string): Listener {
  const recording = createRecording(id, T0, T0 - 128, T0);
  for (let sequence = 0; sequence < 10; sequence += 1) {
    const capturedAt = T0 + sequence * AUDIO.chunkMs;
    const samples = sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples);
    recording.push({ sequence, capturedAt, samples }, capturedAt + 250);
  }
  return { recording, pairs: new Map(), room: null, ambiguous: false, asking: 'no', comparedSeconds: 2 };
}

/** Two recordings with sound enough, and evidence as it is given. */
function pairWith(evidence: Partial<PairEvidence>): Listener[] {
  const [a, b] = [listenerOf('a'), listenerOf('b')];
  const known: PairEvidence = {
    ...{ seconds: 2, logLikelihoodRatio: 0, lagUnclear: false },
    ...{ update: () => false, highShare: () => 1, statistics: () => null },
    ...evidence,
  };
  const pair: Pair = { a, b, evidence: known, decide: () => false, sureAt: null };
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
  const [a] = pairWith({ logLikelihoodRatio: -8, lagUnclear: true });
  expect(decideToAsk(a!, DEFAULT_CONFIG)).toMatchObject({ recordingIds: ['a', 'b'], why: 'lag-unclear' });
  expect(decideToAsk(pairWith({ logLikelihoodRatio: -8 })[0]!, DEFAULT_CONFIG)).toBeNull();
});

test('A8: nobody is asked about a sound that came through a wall', () => {
  const [a] = pairWith({ logLikelihoodRatio: enough, highShare: () => -2 });
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
