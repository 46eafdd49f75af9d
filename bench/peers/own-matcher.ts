import { FEATURES } from '../../src/audio/feature-format.ts';
import type { Features } from '../../src/audio/feature-stream.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { type ClipFeatures, computeClipFeatures } from '../match/clip-features.ts';
import { type Peer, SAMPLES_PER_MS } from './peer.ts';

interface OwnFeatures {
  startMs: number;
  clip: ClipFeatures;
}

/**
 * This project's matcher as a peer of its peers: the log-likelihood ratio of the server's evidence, fed chunk by
 * chunk, cut where the time in common is over. Null where the server would not compare (A8).
 */
export function createOwnMatcher(): Peer<OwnFeatures> {
  return {
    name: 'ZipSocket',
    prepare: (samples, startMs) => ({ startMs, clip: computeClipFeatures(samples, startMs) }),
    score(a, b, seconds) {
      const until = Math.max(a.startMs, b.startMs) + 1_000 * seconds;
      const evidence = createPairEvidence(cut(a.clip.after(0), until), cut(b.clip.after(0), until));
      const chunks = Math.ceil((until - Math.min(a.startMs, b.startMs)) / AUDIO.chunkMs);
      for (let chunk = 1; chunk <= chunks; chunk++) {
        a.clip.after(chunk);
        b.clip.after(chunk);
        evidence.update();
      }
      const poor = [a, b].some(
        ({ clip, startMs }) => clip.verdictAfter(Math.floor((until - startMs) / AUDIO.chunkMs)) !== null,
      );
      return poor ? null : evidence.logLikelihoodRatio;
    },
  };
}

/** The same features, but none that needs sound from after a time, ms. */
function cut(features: Features, until: number): Features {
  const lastOf = (samples: number, stepMs: number) =>
    Math.floor((until - samples / SAMPLES_PER_MS) / stepMs + 1e-9) + 1;
  const frames = lastOf(FEATURES.frameSamples, FEATURES.frameMs);
  const blocks = lastOf(FEATURES.blockSamples, FEATURES.blockMs);
  return Object.create(features, {
    nextFrame: { get: () => Math.min(frames, features.nextFrame) },
    nextBlock: { get: () => Math.min(blocks, features.nextBlock) },
  });
}
