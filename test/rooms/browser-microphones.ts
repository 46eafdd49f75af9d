import { setLevel } from './level.ts';
import { createRandom } from './random.ts';
import { whiteNoise } from './sounds.ts';
import { drawTalk, drawVoice, loadSpeech } from './speech.ts';
import type { Sound } from './wav.ts';

/** The format Chromium's file microphone hands on unchanged: 44.1 kHz, signed 16 bit, mono. */
const RATE = 44_100;
/** Longer than the longest recording. */
const COUNT = 12 * RATE;

/** A microphone that is there and gives nothing: every sample zero. */
export const silence = (): Sound => ({ rate: RATE, channels: [new Float64Array(COUNT)] });

/** A very quiet room: nothing but noise at -75 dBFS. */
export const quietNoise = (): Sound => ({
  rate: RATE,
  channels: [setLevel(whiteNoise(COUNT, createRandom(75)), -75)],
});

/** Rooms without a sound: each microphone hears nothing but its own noise, at -72 dBFS. 48 kHz, a loop of 10 s. */
export const stillRooms = (microphones: number): Sound => ({
  rate: 48_000,
  channels: Array.from({ length: microphones }, (_, i) =>
    setLevel(whiteNoise(480_000, createRandom(7_200 + i)), -72),
  ),
});

/** Someone talking right at the microphone, -18 dBFS. */
export async function loudVoice(): Promise<Sound> {
  const random = createRandom(18);
  const [talk] = drawTalk(await loadSpeech(RATE), [drawVoice(random)], random, RATE, COUNT);
  return { rate: RATE, channels: [setLevel(talk!, -18)] };
}
