import { convolve } from './convolve.ts';
import { addSelfNoise, coloured, type DeviceKind, selfNoise } from './device.ts';
import { amplitude, decibels, mixIn, setLevel } from './level.ts';
import type { Random } from './random.ts';
import { readAt } from './resample.ts';
import { drawPlace, type Place, type Room, roomResponse } from './room.ts';
import { hum } from './sounds.ts';

/** Hz; of everything in a bed. */
export const BED_RATE = 16_000;
/** Length of a clip. */
export const CLIP_SECONDS = 6;
/** Devices start up to this much apart. */
const START_SPREAD = 0.25;
/** So that what a clip hears at its start has had time to echo. */
const LEAD_SECONDS = 1;
/** Samples of true time that a moment's sources must fill. */
export const MOMENT_SAMPLES = Math.ceil((LEAD_SECONDS + CLIP_SECONDS + START_SPREAD + 0.1) * BED_RATE);

/** Something that sounds in a room: dry sound over the whole moment, its level at one metre in dB. */
export interface Source {
  readonly dry: Float64Array;
  readonly level: number;
  /** Where from; a function for what has no single place. */
  readonly from: Place | ((room: Room, rate: number, random: Random) => Float64Array);
  readonly name: string;
}

export interface Scene {
  readonly room: Room;
  readonly sources: readonly Source[];
}

export interface Clip {
  readonly samples: Float64Array;
  readonly kind: DeviceKind;
  readonly place: Place;
  readonly snrDb: number;
  readonly startMs: number;
  readonly skewPpm: number;
}

/** How a device hears: signal-to-noise ratio in dB, or nothing but its own noise (and the mains). */
export type Hearing =
  | { readonly snrDb: number }
  | { readonly ownLevel: number; readonly mains?: { readonly hz: number; readonly turns: number } };

/** One device of a scene: its microphone, noise, start and clock drawn by `random`. */
export function recordClip(scene: Scene, hearing: Hearing, random: Random): Clip {
  const kind = random.pick<DeviceKind>(['phone', 'phone', 'laptop', 'tablet']);
  const place = drawPlace(scene.room, random, 0.7, 1.2);
  const air = new Float64Array(MOMENT_SAMPLES);
  for (const { dry, level, from } of scene.sources) {
    const response =
      typeof from === 'function'
        ? from(scene.room, BED_RATE, random)
        : roomResponse(scene.room, from, place, BED_RATE, random);
    mixIn(air, convolve(dry, response, false), amplitude(level));
  }
  const start = random.between(0, START_SPREAD);
  const skewPpm = random.between(-50, 50);
  const heard = readAt(
    coloured(air, kind, BED_RATE, random, false),
    (LEAD_SECONDS + start) * BED_RATE,
    1 + skewPpm * 1e-6,
    CLIP_SECONDS * BED_RATE,
  );
  const gain = random.between(-6, 8);
  const sound = heard.map((value) => value * amplitude(gain));
  const snrDb = addNoise(sound, hearing, start, random);
  const level = decibels(sound);
  // Nothing below what a converter can tell from nothing, nothing that a phone would have turned down.
  if (level < -64) setLevel(sound, -64);
  if (level > -16) setLevel(sound, -16);
  return { samples: sound, kind, place, snrDb, startMs: start * 1000, skewPpm };
}

function addNoise(sound: Float64Array, hearing: Hearing, start: number, random: Random): number {
  const noise = selfNoise(sound.length, BED_RATE, random, false);
  if ('snrDb' in hearing) {
    addSelfNoise(sound, noise, hearing.snrDb);
    return hearing.snrDb;
  }
  if (hearing.mains) {
    const { hz, turns } = hearing.mains;
    mixIn(
      noise,
      hum(noise.length, BED_RATE, random, hz, turns + hz * start),
      amplitude(random.between(-6, 10)),
    );
  }
  setLevel(noise, hearing.ownLevel);
  const snrDb = decibels(sound) - hearing.ownLevel;
  mixIn(sound, noise);
  return snrDb;
}
