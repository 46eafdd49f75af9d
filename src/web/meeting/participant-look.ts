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

/**
 * How each participant looks, the same on every screen: the id says it, except that a colour which somebody has who
 * came earlier gives way to the next free one, as long as there are any.
 *
 * @param ids in the order of arrival
 */
export function looksOf(ids: readonly string[]): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>();
  let taken = new Set<number>();
  for (const id of ids) {
    const wanted = hash(id);
    let hue = (wanted >>> 3) % HUES;
    if (taken.size === HUES) taken = new Set();
    while (taken.has(hue)) hue = (hue + 1) % HUES;
    taken.add(hue);
    looks.set(id, { hue, shape: SHAPES[(wanted >>> 16) % SHAPES.length] ?? 'circle' });
  }
  return looks;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
