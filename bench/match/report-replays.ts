import { FEATURES } from '../../src/audio/feature-format.ts';
import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { moved } from '../../src/matching/distant-lag.ts';
import type { ClipFeatures } from './clip-features.ts';
import { wilsonInterval } from './error-rates.ts';
import type { Manifest } from './manifest.ts';
import { replayPair } from './replay-pair.ts';

/** A replay is heard so many blocks of 128 ms later than the sound it was made from: 1 to 3.6 s. */
const BLOCKS = { from: 8, to: 28 };

/**
 * A5: what a device recorded is played to the server again, as if it were fresh, while the others of its room still
 * listen. The clips end after 6 s, so the later a replay, the less of it they have in common.
 */
export function reportReplays(
  { pairs }: Manifest,
  features: ReadonlyMap<string, ClipFeatures>,
): {
  text: string;
  summary: { replays: number; joined: number; control: { pairs: number; joined: number } };
} {
  const same = pairs.filter((pair) => pair.same && pair.decidable);
  const count = { replays: 0, joined: 0 };
  const control = { pairs: same.length, joined: 0 };
  for (const { a, b } of same) {
    const [one, other] = [features.get(a)!, features.get(b)!];
    if (replayPair(one, other, DEFAULT_CONFIG).joined) control.joined++;
    for (let blocks = BLOCKS.from; blocks <= BLOCKS.to; blocks++) {
      for (const late of [blocks, -blocks]) {
        count.replays++;
        if (replayPair(one, movedClip(other, late), DEFAULT_CONFIG).joined) count.joined++;
      }
    }
  }
  const [, most] = wilsonInterval(count.joined, count.replays);
  const ms = (blocks: number) => blocks * FEATURES.blockMs;
  const text = [
    '## Replays (A5)',
    `Of ${count.replays} replays ${ms(BLOCKS.from)} to ${ms(BLOCKS.to)} ms late, ${count.joined} were joined to the room they came from (95 %: at most ${(100 * most).toFixed(2)} %).`,
    `The same pairs at their own time: ${control.joined} of ${control.pairs} joined.`,
  ].join('\n\n');
  return { text, summary: { ...count, control } };
}

const movedClip = (clip: ClipFeatures, blocks: number): ClipFeatures => ({
  ...clip,
  after: (chunks) => moved(clip.after(chunks), blocks),
});
