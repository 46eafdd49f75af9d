import { onePole } from './filters.ts';
import type { Random } from './random.ts';

/** A place in a room, metres from one corner. */
export type Place = readonly [number, number, number];

/** A box-shaped room: sides in metres, decay times (60 dB) in seconds for low, middle and high sound. */
export interface Room {
  readonly size: Place;
  readonly decay: Place;
}

const SOUND_SPEED = 343;
/** Until here single reflections count; later there are so many that noise stands in for them. */
const EARLY_SECONDS = 0.05;
const CROSSOVERS = [400, 2500] as const;

export function drawRoom(random: Random): Room {
  const large = random.next() < 0.3;
  const middle = random.between(0.2, 0.7);
  return {
    size: [
      random.between(large ? 5 : 2.8, large ? 9 : 5),
      random.between(large ? 4 : 2.5, large ? 7 : 4.5),
      random.between(2.3, 3.2),
    ],
    decay: [middle * random.between(1, 1.5), middle, middle * random.between(0.55, 0.9)],
  };
}

/** A place in the room at least 0.3 m from the walls, `low` to `high` metres up. */
export function drawPlace(room: Room, random: Random, low: number, high: number): Place {
  return [
    random.between(0.3, room.size[0] - 0.3),
    random.between(0.3, room.size[1] - 0.3),
    random.between(low, high),
  ];
}

export const distance = (a: Place, b: Place): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Share of the amplitude a wall gives back, from Eyring's formula for the decay time. */
function reflection(room: Room, decay: number): number {
  const [x, y, z] = room.size;
  const surface = 2 * (x * y + y * z + x * z);
  return Math.sqrt(Math.max(0.05, Math.min(0.98, Math.exp((-0.161 * x * y * z) / (surface * decay)))));
}

/** Mirror images of a source along one axis: where, and after how many walls. */
function mirrored(length: number, at: number, reach: number): Array<{ at: number; walls: number }> {
  const images: Array<{ at: number; walls: number }> = [];
  const far = Math.ceil(reach / (2 * length)) + 1;
  for (let k = -far; k <= far; k += 1) {
    images.push({ at: 2 * k * length + at, walls: Math.abs(2 * k) });
    images.push({ at: 2 * k * length - at, walls: Math.abs(2 * k - 1) });
  }
  return images;
}

/** Adds the reflections of the first 50 ms to each band, thinning out over the last 20 ms of them. */
function addEarly(bands: Float64Array[], room: Room, source: Place, ear: Place, rate: number): void {
  const reach = SOUND_SPEED * EARLY_SECONDS;
  const [xs, ys, zs] = room.size.map((length, axis) => mirrored(length, source[axis]!, reach));
  const walls = room.decay.map((decay) => reflection(room, decay));
  for (const x of xs!) {
    for (const y of ys!) {
      for (const z of zs!) {
        const far = Math.max(0.2, distance([x.at, y.at, z.at], ear));
        if (far >= reach) continue;
        const at = (far / SOUND_SPEED) * rate;
        const whole = Math.floor(at);
        const thin = Math.min(1, (EARLY_SECONDS - far / SOUND_SPEED) / 0.02);
        bands.forEach((band, b) => {
          const strength = (thin * walls[b]! ** (x.walls + y.walls + z.walls)) / far;
          band[whole]! += strength * (1 - (at - whole));
          band[whole + 1]! += strength * (at - whole);
        });
      }
    }
  }
}

/**
 * Adds the late, diffuse sound. Images arrive at 4*pi*c^3*t^2/V per second, each with an energy of
 * 1/(c*t)^2, which makes 4*pi*c/(V*rate) per sample before the decay (Allen and Berkley 1979).
 */
function addTail(bands: Float64Array[], room: Room, rate: number, random: Random, from: number): void {
  const level = Math.sqrt((4 * Math.PI * SOUND_SPEED) / (room.size[0] * room.size[1] * room.size[2] * rate));
  bands.forEach((band, b) => {
    for (let i = Math.floor(from * rate); i < band.length; i += 1) {
      const t = i / rate;
      const rise = Math.sqrt(Math.max(0, Math.min(1, (t - from) / 0.02)));
      band[i]! += level * rise * random.gaussian() * 10 ** ((-3 * t) / room.decay[b]!);
    }
  });
}

function joined(bands: readonly Float64Array[], rate: number): Float64Array {
  const low = onePole(bands[0]!, rate, CROSSOVERS[0]);
  const middle = onePole(bands[1]!, rate, CROSSOVERS[1]);
  const rumble = onePole(bands[1]!, rate, CROSSOVERS[0]);
  const dull = onePole(bands[2]!, rate, CROSSOVERS[1]);
  return low.map((value, i) => value + middle[i]! - rumble[i]! + bands[2]![i]! - dull[i]!);
}

const emptyBands = (room: Room, rate: number): Float64Array[] => {
  const length = Math.ceil(rate * Math.min(1.2, EARLY_SECONDS + Math.max(...room.decay)));
  return [0, 1, 2].map(() => new Float64Array(length));
};

/** Impulse response from `source` to `ear`; 1 = the direct sound at one metre. */
export function roomResponse(
  room: Room,
  source: Place,
  ear: Place,
  rate: number,
  random: Random,
): Float64Array {
  const bands = emptyBands(room, rate);
  addEarly(bands, room, source, ear, rate);
  addTail(bands, room, rate, random, EARLY_SECONDS - 0.02);
  return joined(bands, rate);
}

/** Impulse response of sound that comes from no single place, such as through a wall. */
export function diffuseResponse(room: Room, rate: number, random: Random): Float64Array {
  const bands = emptyBands(room, rate);
  addTail(bands, room, rate, random, 0);
  return joined(bands, rate);
}
