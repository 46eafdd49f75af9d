import { createFeatureExtractor } from '../../src/audio/feature-extractor.ts';
import { createRecordingSpan } from '../../src/audio/recording-span.ts';
import type { Listener } from '../../src/matching/listener.ts';
import { createRecording } from '../../src/matching/recording.ts';
import { createSketcher } from '../../src/matching/sketch.ts';
import { newSoftSoundState } from '../../src/matching/soft-sounds.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';

/** When its sound begins, ms. */
export const HEARD_FROM = 1_750_000_000_000;

/** A recording of the first two seconds of a sound, compared with nobody yet. Its device may play soft sounds. */
export function listenerOf(id: string, sound: Int16Array): Listener {
  const extractor = createFeatureExtractor();
  const recording = createRecording(id, createRecordingSpan(HEARD_FROM, HEARD_FROM), HEARD_FROM - 128);
  extractor.start({ id, startedAt: HEARD_FROM }, HEARD_FROM);
  for (let sequence = 0; sequence < 10; sequence += 1) {
    const capturedAt = HEARD_FROM + sequence * AUDIO.chunkMs;
    const samples = sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples);
    const intake = extractor.push(id, { sequence, capturedAt, samples }, capturedAt + 250);
    if ('error' in intake) throw new Error(intake.error);
    recording.take(intake.packet);
  }
  return {
    ...{
      recording,
      isForeign: false,
      mayJoin: false,
      pairs: new Map(),
      room: null,
      ambiguous: false,
      asking: 'no',
      comparedSeconds: 2,
    },
    softSound: newSoftSoundState(true),
    sketcher: createSketcher(recording.features, 1),
    comparedBySketch: 0,
  };
}
