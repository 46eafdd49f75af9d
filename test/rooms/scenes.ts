import { filter, section } from './filters.ts';
import { setLevel } from './level.ts';
import { BED_RATE, type Hearing, MOMENT_SAMPLES, type Scene, type Source } from './moment.ts';
import type { Random } from './random.ts';
import { diffuseResponse, drawPlace, drawRoom, type Room } from './room.ts';
import { clicks, fan, music } from './sounds.ts';
import { drawTalk, drawVoice, type Speak } from './speech.ts';

export const CONDITIONS = [
  'talker',
  'low-snr',
  'music',
  'talker-babble',
  'wall',
  'quiet-pair',
  'quiet',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** One room of a moment, and what its devices can hear there. */
export interface PlannedRoom {
  readonly scene: Scene;
  readonly hearing: () => Hearing;
  readonly audible: boolean;
  /** False: nobody could tell that two devices of this room share it. */
  readonly decidable: boolean;
}

const voiceIn = (room: Room, level: number, speak: Speak, random: Random): Source => {
  const voice = drawVoice(random);
  const [dry] = drawTalk(speak, [voice], random, BED_RATE, MOMENT_SAMPLES);
  return {
    dry: setLevel(dry!, 0),
    level,
    from: drawPlace(room, random, 1, 1.7),
    name: `speech-${voice.name}-${voice.wordsPerMinute}-${voice.pitch}`,
  };
};

const tuneIn = (room: Room, level: number, random: Random): Source => ({
  dry: music(MOMENT_SAMPLES, BED_RATE, random),
  level,
  from: drawPlace(room, random, 0.5, 2),
  name: 'music-synthetic',
});

const fanIn = (room: Room, level: number, random: Random): Source => ({
  dry: fan(MOMENT_SAMPLES, BED_RATE, random, false),
  level,
  from: drawPlace(room, random, 0.3, 2.2),
  name: 'fan',
});

/** Somebody who says nothing, but puts something down or presses a key now and then. */
const clicksIn = (room: Room, level: number, random: Random): Source => ({
  dry: clicks(MOMENT_SAMPLES, BED_RATE, random),
  level,
  from: drawPlace(room, random, 0.7, 1.2),
  name: 'clicks',
});

/** What a wall of two leaves leaves of the highs: above some hundred Hz 12 dB less with every octave. */
export const behindWall = (dry: Float64Array, rate: number, random: Random): Float64Array =>
  filter(dry, [section('lowpass', rate, random.between(300, 800))], false);

/** What comes through a wall: weaker, duller, and from no single place. */
const throughWall = (source: Source, lossDb: number, random: Random): Source => ({
  dry: behindWall(source.dry, BED_RATE, random),
  level: source.level - lossDb,
  from: diffuseResponse,
  name: source.name,
});

/** The rooms of one moment; levels are dBFS at one metre for a microphone of middling gain. */
export function planMoment(condition: Condition, speak: Speak, random: Random): PlannedRoom[] {
  const heard = (sources: Source[], room: Room, snr: readonly [number, number]): PlannedRoom => ({
    scene: { room, sources },
    hearing: () => ({ snrDb: random.between(...snr) }),
    audible: true,
    decidable: true,
  });
  const silent = (room: Room, mains: { hz: number; turns: number }): PlannedRoom => ({
    scene: { room, sources: [fanIn(room, random.between(-95, -82), random)] },
    hearing: () => ({ ownLevel: random.between(-64, -56), mains }),
    audible: false,
    decidable: false,
  });
  const room = drawRoom(random);
  const usual = [10, 28] as const;
  const level = random.between(-50, -36);
  switch (condition) {
    case 'talker':
      return [heard([voiceIn(room, level, speak, random), fanIn(room, level - 28, random)], room, usual)];
    case 'low-snr': {
      const loud = random.next() < 0.6 ? voiceIn(room, level, speak, random) : tuneIn(room, level, random);
      return [heard([loud], room, [-10, 3])];
    }
    case 'music':
      return [heard([tuneIn(room, level, random), fanIn(room, level - 25, random)], room, usual)];
    case 'talker-babble': {
      const others = Array.from({ length: 4 }, () =>
        voiceIn(room, level - random.between(6, 14), speak, random),
      );
      return [heard([voiceIn(room, level, speak, random), ...others], room, usual)];
    }
    case 'wall': {
      const loud = random.next() < 0.6 ? voiceIn(room, level, speak, random) : tuneIn(room, level, random);
      const next = drawRoom(random);
      const leak = throughWall(loud, random.between(28, 40), random);
      if (random.next() < 0.5) {
        return [heard([loud], room, usual), heard([voiceIn(next, level, speak, random), leak], next, usual)];
      }
      // Nobody talks next door: what comes through the wall is all there is, and it is not theirs.
      const air = fanIn(next, level - random.between(24, 40), random);
      const moves = clicksIn(next, level - random.between(8, 24), random);
      const faint = heard([leak, air, ...(random.next() < 0.5 ? [moves] : [])], next, [0, 12]);
      return [heard([loud], room, usual), { ...faint, decidable: false }];
    }
    case 'quiet-pair': {
      const mains = { hz: random.pick([50, 60]) + random.between(-0.05, 0.05), turns: random.next() };
      return [silent(room, mains), silent(drawRoom(random), mains)];
    }
    case 'quiet':
      return [silent(room, { hz: random.pick([50, 60]), turns: random.next() })];
  }
}
