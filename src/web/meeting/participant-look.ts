export const SHAPES = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'hexagon',
  'star',
  'drop',
  'cross',
] as const;
export type Shape = (typeof SHAPES)[number];

/** The colour (`.hue-0` and on in the style sheet) and the shape by which a participant is known. */
export interface Look {
  readonly hue: number;
  readonly shape: Shape;
}

/** How many colours there are for people. */
export const HUES = 6;

/** Every colour in every shape. */
export const LOOKS: readonly Look[] = SHAPES.flatMap((shape) =>
  Array.from({ length: HUES }, (_, hue) => ({ hue, shape })),
);

/**
 * How each participant looks, the same on every screen, as the ids and their order say it all. Two people never have
 * both colour and shape in common as long as there are looks (48); beyond, no look has two more than another. The
 * first six have six colours.
 *
 * Each id has an order of its own in which it would have the looks, and gets the first that nobody has who came
 * earlier. So nobody changes when somebody comes. When somebody leaves, those who came later and would rather have
 * had that look move up, and the seventh person takes the free one of the six colours: one person of 6 to 20 on
 * average. That is the price of looks that depend on nothing but who is there, which somebody who comes later must
 * be able to tell as well.
 *
 * @param ids in the order of arrival
 */
export function looksOf(ids: readonly string[]): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>();
  const hues = new Set<number>();
  let free = new Set(LOOKS);
  for (const id of new Set(ids)) {
    const look = firstOf(hash(id), (each) => free.has(each) && (hues.size === HUES || !hues.has(each.hue)));
    free.delete(look);
    if (free.size === 0) free = new Set(LOOKS);
    hues.add(look.hue);
    looks.set(id, look);
  }
  return looks;
}

/** Of the looks that may be had, the one that stands first in the seed's own order. */
function firstOf(seed: number, mayBeHad: (look: Look) => boolean): Look {
  const rank = (look: Look) => mix(seed + LOOKS.indexOf(look));
  return LOOKS.filter(mayBeHad).reduce((first, look) => (rank(look) < rank(first) ? look : first));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

/** MurmurHash3's last step: neighbouring numbers come out far apart. */
function mix(number: number): number {
  let value = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
