import load, { type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { rms } from './level.ts';
import type { Random } from './random.ts';
import { resample } from './resample.ts';
import { drawSentence } from './sentences.ts';

/** How one person talks; `pitch` and `range` 0..99. */
export interface Voice {
  readonly name: string;
  readonly wordsPerMinute: number;
  readonly pitch: number;
  readonly range: number;
}

/** Only voices that say the same text the same way every time: +f2, +f3 and +f5 of espeak-ng do not. */
const NAMES = [
  'en-us',
  'en-us+m2',
  'en-us+m3',
  'en-us+m5',
  'en-us+f1',
  'en-us+f4',
  'en-gb-x-rp',
  'en-gb-x-rp+f1',
  'en-gb-scotland',
];

export function drawVoice(random: Random): Voice {
  return {
    name: random.pick(NAMES),
    wordsPerMinute: Math.round(random.between(135, 195)),
    pitch: Math.round(random.between(25, 75)),
    range: Math.round(random.between(30, 80)),
  };
}

export type Speak = (voice: Voice, text: string) => Float64Array;

/** A speech synthesiser; `speak` gives samples at `rate` Hz, without the silence around them. */
export async function loadSpeech(rate: number): Promise<Speak> {
  const { eSpeakNGWorker } = await load();
  const worker: EspeakWorker = new eSpeakNGWorker();
  return (voice, text) => {
    if (worker.set_voice(voice.name) !== 0) throw new Error(`No voice ${voice.name}`);
    worker.set_rate(voice.wordsPerMinute);
    worker.set_pitch(voice.pitch);
    worker.set_range(voice.range);
    const parts: number[] = [];
    worker.synthesize(text, (samples) => {
      if (samples) for (const sample of samples) parts.push(sample / 32_768);
      return false;
    });
    const spoken = trimmed(Float64Array.from(parts), worker.get_samplerate());
    return resample(spoken, worker.get_samplerate(), rate);
  };
}

/** Without what lies more than 40 dB below the loudest 10 ms at either end. */
function trimmed(signal: Float64Array, rate: number): Float64Array {
  const step = Math.round(rate / 100);
  const levels: number[] = [];
  for (let at = 0; at < signal.length; at += step) levels.push(rms(signal.subarray(at, at + step)));
  const floor = Math.max(...levels) / 100;
  const first = levels.findIndex((level) => level > floor);
  const last = levels.findLastIndex((level) => level > floor);
  return signal.slice(Math.max(0, first) * step, (last + 1) * step);
}

/**
 * People taking turns: one track per voice, all `count` samples long, that add up to continuous talk with
 * pauses of 0.1 to 0.35 s. The last sentence is cut off (with a fade) where the track ends.
 */
export function drawTalk(
  speak: Speak,
  voices: readonly Voice[],
  random: Random,
  rate: number,
  count: number,
): Float64Array[] {
  const tracks = voices.map(() => new Float64Array(count));
  const fade = Math.round(rate * 0.02);
  let turn = random.below(voices.length);
  // Never at a sentence's beginning: two rooms that both begin with "the" would sound more alike than they are.
  let skip = Math.round(random.between(0, 1.2) * rate);
  let at = 0;
  while (at < count - rate * 0.1) {
    const spoken = speak(voices[turn]!, drawSentence(random)).subarray(skip);
    const room = Math.min(spoken.length, count - at);
    const loudness = 0.1 / Math.max(1e-6, rms(spoken));
    for (let i = 0; i < room; i += 1) {
      const edge = Math.min(1, i / fade, (room - i) / fade);
      tracks[turn]![at + i] = spoken[i]! * loudness * edge;
    }
    at += room + Math.round(random.between(0.1, 0.35) * rate);
    skip = 0;
    turn = random.next() < 0.7 ? (turn + 1) % voices.length : turn;
  }
  return tracks;
}
