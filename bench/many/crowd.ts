import { FEATURES } from '../../src/audio/feature-format.ts';
import { SKETCH } from '../../src/matching/sketch.ts';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import type { BedClip } from './bed.ts';
import { groupBy } from './group-by.ts';
import { BLOCK_FRAMES, type Playing, playLater, type Sound } from './sound.ts';

/** One recording of a crowd: a clip of the bed, placed in time. */
export interface Recording {
  readonly number: number;
  /** Recordings of one party were made in the same room at the same time. */
  readonly party: number;
  /** Recordings of one moment heard the same, if through a wall: no strangers. */
  readonly moment: string;
  readonly sound: Sound;
  readonly features: Playing;
  /** Steps by which its sketch is later than its sound's. */
  readonly laterSteps: number;
}

/** The same room is not heard again within so many blocks (0.4 s), more than any lag. */
const APART_BLOCKS = 3;

/**
 * A steady coming and going of so many recordings at a time. Every room of the bed is played many times over, at other
 * moments, also backwards, and then is another room, as every moment is.
 *
 * @param seconds how long new ones come
 */
export function createCrowd(
  clips: readonly BedClip[],
  concurrent: number,
  seconds: number,
  seed: number,
): Recording[] {
  const random = seededRandom(seed);
  const rooms = [...groupBy(clips, ({ room }) => room).values()];
  const partySeconds = clips.reduce((sum, clip) => sum + clip.seconds, 0) / rooms.length;
  const blocks = Math.ceil((seconds * 1_000) / FEATURES.blockMs);
  const partiesPerBlock = (concurrent * FEATURES.blockMs) / 1_000 / partySeconds;
  if (partiesPerBlock * APART_BLOCKS > rooms.length) throw new Error('too few rooms for so large a crowd');
  const lastPlayed = new Map<string, number>();
  const recordings: Recording[] = [];
  let party = 0;
  for (let block = 0; block < blocks; block++) {
    while (party < (block + 1) * partiesPerBlock) {
      const room = rooms[Math.floor(random() * rooms.length)]!;
      const direction = random() < 0.5 ? 'forwards' : 'backwards';
      const key = room[0]!.room + direction;
      if (block - (lastPlayed.get(key) ?? -APART_BLOCKS) < APART_BLOCKS) continue;
      lastPlayed.set(key, block);
      for (const clip of room) {
        recordings.push({
          ...{ number: recordings.length, party, moment: `${clip.moment} ${direction} ${block}` },
          ...{ sound: clip[direction], features: playLater(clip[direction], block) },
          laterSteps: (block * BLOCK_FRAMES) / SKETCH.stepFrames,
        });
      }
      party++;
    }
  }
  return recordings;
}
