import { renderSoftSound } from '../../src/audio/soft-sound.ts';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import type { Device } from '../signals/listening-hall.ts';
import { convolve } from './convolve.ts';
import { coloured, selfNoise } from './device.ts';
import { filter, section } from './filters.ts';
import { amplitude, mixIn, setLevel } from './level.ts';
import { createRandom, type Random } from './random.ts';
import { diffuseResponse, drawPlace, drawRoom, type Place, roomResponse } from './room.ts';
import { behindWall } from './scenes.ts';

const RATE = 16_000;
const SECONDS = 14;
/** Own noise of every microphone, dBFS. */
const NOISE = -72;
/** So long a room may echo after the sound. */
const ECHO = RATE / 2;

/** A device in a silent room. */
export interface QuietDevice {
  readonly id: string;
  /** Which of the rooms it is in; room 0 without it. */
  readonly room?: number;
  /** When its microphone opens, ms. */
  readonly from: number;
  /** The person switched the soft sound off. */
  readonly muted?: boolean;
  /** Its volume is at zero. */
  readonly inaudible?: boolean;
}

export interface QuietRoomsOptions {
  readonly seed: number;
  /** How loud the soft sound is at one metre, dB over the microphones' own noise. */
  readonly level?: number;
  /** The rooms are next door to each other: how much weaker the sound is there, dB. */
  readonly wall?: readonly [low: number, high: number];
  /** Sounds begin at whole multiples of this only, ms: those of a moment begin at the very same one. */
  readonly beat?: number;
}

/**
 * Devices in silent rooms, each with nothing to hear but its own noise until a device plays the soft sound: then all
 * devices in its room hear it through the air, and itself loudest.
 */
export function quietRooms(
  plan: readonly QuietDevice[],
  { seed, level = 20, wall, beat = 1 }: QuietRoomsOptions,
): Device[] {
  const random = createRandom(seed);
  const places = plan.map(({ room = 0 }) => {
    const space = drawRoom(createRandom(seed * 1_000 + room));
    return { room, space, at: drawPlace(space, random, 0.7, 1.2) };
  });
  const sounds = plan.map((_, i) => {
    const noise = selfNoise(SECONDS * RATE, RATE, createRandom(seed * 1_000 + 500 + i), false);
    return Int16Array.from(setLevel(noise, NOISE), (value) => Math.round(value * 32_768));
  });
  let played = 0;

  const play = (who: number, at: number) => {
    const loudspeaker = throughLoudspeaker(seed * 1_000 + played, createRandom(seed * 1_000 + who));
    played += 1;
    setLevel(loudspeaker, NOISE + level);
    const source = places[who]!;
    const leak =
      wall && behindWall(loudspeaker, RATE, random).map((v) => v * amplitude(-random.between(...wall)));
    places.forEach((place, ear) => {
      const echo = createRandom(seed * 1_000 + 31 * who + ear);
      let heard: Float64Array;
      if (place.room === source.room) {
        const own: Place = [place.at[0] + 0.08, place.at[1] + 0.06, place.at[2]];
        const response = roomResponse(place.space, source.at, ear === who ? own : place.at, RATE, echo);
        heard = convolve(loudspeaker, response, false);
      } else if (leak) heard = convolve(leak, diffuseResponse(place.space, RATE, echo), false);
      else return;
      add(sounds[ear]!, coloured(heard, 'phone', RATE, createRandom(seed * 1_000 + ear), false), at);
    });
  };
  return plan.map(({ id, from, muted, inaudible }, who) => ({
    ...{ id, sound: sounds[who]!, from, to: from + 10_000, clockError: random.between(-20, 20) },
    ...(muted
      ? {}
      : { play: (at: number) => (inaudible ? undefined : play(who, beat * Math.ceil(at / beat))) }),
  }));
}

/** A phone's loudspeaker has no lows, and a resonance; silence follows, for the echo. */
function throughLoudspeaker(seed: number, random: Random): Float64Array {
  const sound = renderSoftSound(seededRandom(seed), RATE);
  const padded = mixIn(new Float64Array(sound.length + ECHO), sound);
  const sections = [
    section('highpass', RATE, random.between(400, 800)),
    section('peak', RATE, random.between(1_500, 4_000), 1, random.between(-3, 5)),
  ];
  return filter(padded, sections, false);
}

/** Adds what is heard from `at` (ms) on, as a converter would. */
function add(sound: Int16Array, heard: Float64Array, at: number): void {
  const first = Math.round((at * RATE) / 1_000);
  for (let i = 0; i < heard.length && first + i < sound.length; i += 1) {
    const value = sound[first + i]! + Math.round(heard[i]! * 32_768);
    sound[first + i] = Math.max(-32_768, Math.min(32_767, value));
  }
}
