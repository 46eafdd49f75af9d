import { filter, section } from './filters.ts';
import { mixIn, setLevel } from './level.ts';
import type { Random } from './random.ts';

/** White noise, rms 1. */
export const whiteNoise = (count: number, random: Random): Float64Array =>
  Float64Array.from({ length: count }, () => random.gaussian());

/** Noise that gets duller from a corner (100 to 900 Hz) upwards, as moving air does; rms 1. */
function airNoise(count: number, rate: number, random: Random, cyclic: boolean): Float64Array {
  const corner = random.between(100, 900);
  const white = whiteNoise(count, random);
  const dull = filter(white, [section('lowpass', rate, corner, 0.5)], cyclic);
  return setLevel(mixIn(setLevel(dull, 0), setLevel(white, 0), 0.06), 0);
}

/** A fan: air and the hum of its blades; rms 1. In a loop its tones fit a whole number of times. */
export function fan(count: number, rate: number, random: Random, cyclic: boolean): Float64Array {
  const out = airNoise(count, rate, random, cyclic);
  const seconds = count / rate;
  const blades = Math.round(random.between(70, 170) * seconds) / seconds;
  for (let k = 1; k <= 4; k += 1) {
    const strength = random.between(0.05, 0.4) / k;
    const phase = random.between(0, 2 * Math.PI);
    for (let i = 0; i < count; i += 1) {
      out[i]! += strength * Math.sin((2 * Math.PI * blades * k * i) / rate + phase);
    }
  }
  return setLevel(out, 0);
}

/** Clicks, 0.3 to 2 s from each other on average, of 5 to 30 ms each. */
export function clicks(count: number, rate: number, random: Random): Float64Array {
  const out = new Float64Array(count);
  const gap = random.between(0.3, 2);
  for (let at = random.between(0, gap); at * rate < count; at += gap * random.between(0.3, 1.7)) {
    const decay = random.between(100, 600);
    const burst = whiteNoise(Math.round(0.03 * rate), random).map(
      (v, i) => v * Math.exp((-decay * i) / rate),
    );
    mixIn(out, burst, random.between(0.1, 0.4), Math.round(at * rate));
  }
  return out;
}

/**
 * Mains hum, rms 1. The whole grid swings together, so every device near it hears the same phase `turns`;
 * which harmonics it picks up is its own.
 */
export function hum(count: number, rate: number, random: Random, hz: number, turns: number): Float64Array {
  const out = new Float64Array(count);
  for (let k = 1; k <= 8; k += 1) {
    const strength = random.between(0.1, 1) / Math.sqrt(k);
    for (let i = 0; i < count; i += 1) {
      out[i]! += strength * Math.sin(2 * Math.PI * k * ((hz * i) / rate + turns));
    }
  }
  return setLevel(out, 0);
}

function pluck(hz: number, seconds: number, rate: number, random: Random): Float64Array {
  const out = new Float64Array(Math.round(seconds * rate));
  const dullness = random.between(0.6, 1.6);
  for (let k = 1; k <= 10 && hz * k < rate * 0.42; k += 1) {
    const phase = random.between(0, 2 * Math.PI);
    for (let i = 0; i < out.length; i += 1) {
      const t = i / rate;
      const swell = Math.min(1, t / 0.008, (seconds - t) / 0.03);
      out[i]! +=
        swell * k ** -dullness * Math.exp(-t * (1.2 + 0.5 * k)) * Math.sin(2 * Math.PI * hz * k * t + phase);
    }
  }
  return out;
}

/** A tune over chords with a beat, made up on the spot; rms 1. */
export function music(count: number, rate: number, random: Random): Float64Array {
  const out = new Float64Array(count);
  const beat = random.between(0.28, 0.55);
  const root = 110 * 2 ** (random.below(12) / 12);
  const scale = random.pick([
    [0, 2, 4, 5, 7, 9, 11],
    [0, 2, 3, 5, 7, 8, 10],
    [0, 3, 5, 6, 7, 10, 12],
  ]);
  let step = random.below(7);
  for (let time = random.between(-1, 0), beats = 0; time * rate < count; time += beat / 2, beats += 1) {
    const at = Math.max(0, Math.round(time * rate));
    const tone = (degree: number): number =>
      root * 2 ** ((scale[((degree % 7) + 7) % 7]! + 12 * Math.floor(degree / 7)) / 12);
    step += random.below(5) - 2;
    if (step > 16 || step < 0) step = 7;
    if (random.next() < 0.75)
      mixIn(out, pluck(tone(step + 7), beat * random.pick([0.5, 1, 2]), rate, random), 1, at);
    if (beats % 8 === 0) {
      const chord = random.below(6);
      for (const third of [0, 2, 4]) mixIn(out, pluck(tone(chord + third), beat * 4, rate, random), 0.5, at);
    }
    if (beats % 2 === 0) {
      const hit = whiteNoise(Math.round(0.12 * rate), random).map((v, i) => v * Math.exp((-40 * i) / rate));
      mixIn(out, hit, beats % 4 === 0 ? 0.5 : 0.2, at);
    }
  }
  return setLevel(out, 0);
}
