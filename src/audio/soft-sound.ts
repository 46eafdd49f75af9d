/** The sound of a quiet room (B5). Lengths in ms, frequencies in Hz, amplitudes where full scale is 1. */
export const SOFT_SOUND = {
  lengthMs: 1_200,
  lowHz: 400,
  highHz: 7_000,
  /** Largest amplitude, -9 dB of full scale; the device's own volume makes it softer still. */
  peak: 0.35,
} as const;

/**
 * Fine rain: so many drops that no few of them stand out. With a tenth of them the sounds of two devices were alike
 * by chance ten times as often.
 */
const DROPS = 400;
/** How long a drop rises and how long it rings (to 1/e), from the lowest to the highest pitch, ms. */
const RISE_MS = 2;
const RING_MS = { low: 20, high: 6 };
/** Lows are left to the middle: little loudspeakers have none, and walls let them through. Octaves per 6 dB. */
const LOWS = { belowHz: 1_200, slope: 0.7 };
/** The whole swells and dies away, since a sudden start is alike in any two rooms, ms. */
const FADE_MS = 300;

/**
 * Renders the soft sound: drops at random moments and random pitches (equally many per octave), different each time,
 * no melody. Every band rises and falls at moments of its own, which is what the comparison of recordings lives on.
 *
 * @param random numbers in 0..1; the same numbers give the same sound
 * @param sampleRate Hz, at least 16,000
 * @returns samples, -1..1
 */
export function renderSoftSound(random: () => number, sampleRate: number): Float32Array<ArrayBuffer> {
  const { lengthMs, lowHz, highHz } = SOFT_SOUND;
  const sound = new Float32Array(Math.round((lengthMs / 1_000) * sampleRate));
  for (let drop = 0; drop < DROPS; drop++) {
    const height = (drop + random()) / DROPS; // every pitch has its share
    const hz = lowHz * (highHz / lowHz) ** height;
    const ringMs = RING_MS.low + (RING_MS.high - RING_MS.low) * height;
    const loudness = (0.4 + 0.6 * random()) * Math.min(1, hz / LOWS.belowHz) ** LOWS.slope;
    const at = Math.floor(random() * (sound.length - FADE_MS * 0.5 * (sampleRate / 1_000)));
    const turn = 2 * Math.PI * random();
    // Rise and ring in one: what dies away slowly, less what dies away at once.
    addRinging(sound, at, { hz, ringMs, amplitude: loudness, turn }, sampleRate);
    const rise = 1 / (1 / RISE_MS + 1 / ringMs);
    addRinging(sound, at, { hz, ringMs: rise, amplitude: -loudness, turn }, sampleRate);
  }
  fade(sound, (FADE_MS / 1_000) * sampleRate);
  level(sound);
  return sound;
}

interface Ringing {
  readonly hz: number;
  readonly ringMs: number;
  readonly amplitude: number;
  /** Phase at the start, radians. */
  readonly turn: number;
}

/** Adds a tone that dies away: a point that turns and shrinks by the same factor from sample to sample. */
function addRinging(sound: Float32Array, at: number, ringing: Ringing, sampleRate: number): void {
  const { hz, ringMs, amplitude, turn } = ringing;
  const shrink = Math.exp(-1_000 / (ringMs * sampleRate));
  const [cos, sin] = [
    shrink * Math.cos((2 * Math.PI * hz) / sampleRate),
    shrink * Math.sin((2 * Math.PI * hz) / sampleRate),
  ];
  let [x, y] = [amplitude * Math.cos(turn), amplitude * Math.sin(turn)];
  const end = Math.min(sound.length, at + Math.round((7 * ringMs * sampleRate) / 1_000));
  for (let i = at; i < end; i++) {
    sound[i]! += y;
    const next = x * cos - y * sin;
    y = x * sin + y * cos;
    x = next;
  }
}

function fade(sound: Float32Array, samples: number): void {
  for (let i = 0; i < sound.length; i++) {
    const share = Math.min(1, (i + 1) / samples, (sound.length - i) / samples);
    sound[i]! *= 0.5 - 0.5 * Math.cos(Math.PI * share);
  }
}

function level(sound: Float32Array): void {
  const largest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  if (largest === 0) return;
  for (let i = 0; i < sound.length; i++) sound[i]! *= SOFT_SOUND.peak / largest;
}
