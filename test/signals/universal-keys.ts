import { AUDIO } from '../../src/shared/audio-format.ts';
import { babble, noise } from './synthetic-sound.ts';

const RATE = AUDIO.sampleRate;
type Wave = (t: number, i: number) => number;

/** Full scale is 1. */
function sound(seconds: number, wave: Wave): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, i) =>
    Math.max(-32_768, Math.min(32_767, Math.round(32_767 * wave(i / RATE, i)))),
  );
}
const tone = (hz: number, t: number) => Math.sin(2 * Math.PI * hz * t);
const every = (period: number, t: number, length: number) => (t % period < length ? 1 : 0);

/**
 * Sounds that are the same in many rooms, or that somebody could play in the hope that they open every room:
 * none of them says where it was heard.
 *
 * @param seed of what in them is noise
 */
export function universalKeys(seconds: number, seed = 7): ReadonlyMap<string, Int16Array> {
  const samples = seconds * RATE;
  const hiss = noise(samples, seed);
  const talk = babble(seconds, seed);
  const rumble = new Float64Array(samples);
  for (let i = 1; i < samples; i++) rumble[i] = 0.98 * rumble[i - 1]! + 0.2 * hiss[i]!;
  const waves: Record<string, Wave> = {
    silence: () => 0,
    'a constant': () => 0.5,
    'hum of 50 Hz': (t) => 0.1 * [1, 2, 3, 4, 5].reduce((sum, k) => sum + tone(50 * k, t) / k, 0),
    'hum of 60 Hz': (t) => 0.1 * [1, 2, 3, 4, 5].reduce((sum, k) => sum + tone(60 * k, t) / k, 0),
    'a fan': (_, i) => 0.02 * rumble[i]!,
    'white noise of full scale': (_, i) => hiss[i]!,
    'own noise': (_, i) => 0.0003 * hiss[i]!,
    'a square wave of full scale': (t) => Math.sign(tone(220, t)),
    'a telephone ringing': (t) => 0.3 * every(2, t, 1) * (tone(440, t) + tone(480, t)),
    'a ringtone': (t) => 0.3 * tone([523, 659, 784, 659][Math.floor(t * 8) % 4]!, t),
    'an alarm': (t) => 0.5 * every(0.5, t, 0.25) * Math.sign(tone(2_000, t)),
    'a sweep through all bands': (t) => 0.5 * Math.sin(2 * Math.PI * (100 + (3_900 * (t % 1)) / 2) * (t % 1)),
    'clicks twice a second': (t) => 0.9 * every(0.5, t, 0.000_3),
    'bursts of noise': (t, i) => 0.4 * every(0.25, t, 0.05) * hiss[i]!,
    'talk of another room': (_, i) => 0.3 * talk[i]!,
  };
  // A real microphone has noise of its own, but for one that is muted.
  const own = noise(samples, seed + 100);
  const isMute = (name: string) => name === 'silence' || name === 'a constant';
  return new Map(
    Object.entries(waves).map(([name, wave]) => [
      name,
      sound(seconds, isMute(name) ? wave : (t, i) => wave(t, i) + 0.0005 * own[i]!),
    ]),
  );
}
