import { filter, section } from './filters.ts';
import { decibels, mixIn, setLevel } from './level.ts';
import type { Random } from './random.ts';
import { whiteNoise } from './sounds.ts';

export type DeviceKind = 'phone' | 'laptop' | 'tablet';

const COLOURS: Record<
  DeviceKind,
  { low: [number, number]; resonance: [number, number]; gain: [number, number] }
> = {
  phone: { low: [90, 220], resonance: [2400, 5200], gain: [-3, 7] },
  laptop: { low: [60, 150], resonance: [1100, 3800], gain: [-6, 6] },
  tablet: { low: [80, 240], resonance: [1500, 4800], gain: [-4, 6] },
};

/** What a device's microphone and case do to sound: no two are alike. */
export function coloured(
  signal: Float64Array,
  kind: DeviceKind,
  rate: number,
  random: Random,
  cyclic: boolean,
): Float64Array {
  const { low, resonance, gain } = COLOURS[kind];
  return filter(
    signal,
    [
      section('highpass', rate, random.between(...low)),
      section('lowpass', rate, random.between(0.38, 0.45) * rate),
      section('peak', rate, random.between(...resonance), random.between(0.7, 2), random.between(...gain)),
      section('peak', rate, random.between(250, 900), 0.8, random.between(-4, 4)),
    ],
    cyclic,
  );
}

/** A microphone's own noise, rms 1, a little duller than white. */
export function selfNoise(count: number, rate: number, random: Random, cyclic: boolean): Float64Array {
  const white = whiteNoise(count, random);
  const tilt = section('peak', rate, random.between(150, 600), 0.4, random.between(0, 9));
  return setLevel(filter(white, [tilt], cyclic), 0);
}

/** Adds self-noise `snrDb` below the sound that is there, in place. */
export function addSelfNoise(sound: Float64Array, noise: Float64Array, snrDb: number): Float64Array {
  const level = decibels(sound) - snrDb;
  return mixIn(sound, noise, 10 ** (level / 20));
}
