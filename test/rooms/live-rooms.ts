import { convolve } from './convolve.ts';
import { addSelfNoise, coloured, type DeviceKind, selfNoise } from './device.ts';
import { mixIn, setLevel } from './level.ts';
import { createRandom, type Random } from './random.ts';
import { distance, drawPlace, drawRoom, type Place, type Room, roomResponse } from './room.ts';
import { fan } from './sounds.ts';
import { drawTalk, drawVoice, loadSpeech, type Speak } from './speech.ts';
import type { Sound } from './wav.ts';

export interface LiveRoomsOptions {
  readonly seed: number;
  /** Length of the loop. */
  readonly seconds: number;
  /** Hz. */
  readonly rate: number;
}

/** Three microphones on one clock: a phone and a laptop in room A, a phone in room B. */
export interface LiveRooms extends Sound {
  /** How much later (ms) the laptop hears each talker of room A than the phone does. */
  readonly lagsMs: readonly number[];
}

const SNR_DB = 22;

/** Two people in turn and a fan, in a room. */
interface Scene {
  readonly room: Room;
  readonly talkers: readonly Place[];
  readonly tracks: readonly Float64Array[];
  readonly fan: Float64Array;
  readonly fanPlace: Place;
}

function drawScene(speak: Speak, random: Random, rate: number, count: number): Scene {
  const room = drawRoom(random);
  const voices = [drawVoice(random), drawVoice(random)];
  return {
    room,
    talkers: voices.map(() => drawPlace(room, random, 1.1, 1.7)),
    tracks: drawTalk(speak, voices, random, rate, count),
    fan: setLevel(fan(count, rate, random, true), -55),
    fanPlace: drawPlace(room, random, 0.3, 2),
  };
}

function heardBy(scene: Scene, ear: Place, kind: DeviceKind, random: Random, rate: number): Float64Array {
  const sources = [...scene.tracks.map((track, i) => ({ track, place: scene.talkers[i]! }))];
  sources.push({ track: scene.fan, place: scene.fanPlace });
  const air = new Float64Array(scene.fan.length);
  for (const { track, place } of sources) {
    mixIn(air, convolve(track, roomResponse(scene.room, place, ear, rate, random), true));
  }
  const sound = setLevel(coloured(air, kind, rate, random, true), random.between(-33, -27));
  return addSelfNoise(sound, selfNoise(sound.length, rate, random, true), SNR_DB);
}

/**
 * Sound for microphones that run in real time: it repeats without a seam, there is always someone talking
 * (pauses below 0.6 s), and the devices share one clock, since a loop cannot drift.
 */
export async function renderLiveRooms({ seed, seconds, rate }: LiveRoomsOptions): Promise<LiveRooms> {
  const random = createRandom(seed);
  const speak = await loadSpeech(rate);
  const count = Math.round(seconds * rate);
  const a = drawScene(speak, random.fork('room A'), rate, count);
  const b = drawScene(speak, random.fork('room B'), rate, count);
  const places = random.fork('places');
  const phone = drawPlace(a.room, places, 0.7, 1.1);
  const laptop = drawPlace(a.room, places, 0.7, 1.1);
  const other = drawPlace(b.room, places, 0.7, 1.1);
  return {
    rate,
    channels: [
      heardBy(a, phone, 'phone', random.fork('phone A'), rate),
      heardBy(a, laptop, 'laptop', random.fork('laptop A'), rate),
      heardBy(b, other, 'phone', random.fork('phone B'), rate),
    ],
    lagsMs: a.talkers.map((talker) => ((distance(talker, laptop) - distance(talker, phone)) / 343) * 1000),
  };
}
