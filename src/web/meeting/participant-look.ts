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

/** How many colours the style sheet has for people, `.hue-0` and on. */
export const HUES = 6;

/** The colour and the shape by which a participant is known; the same on every screen, since the id says it all. */
export function lookOf(participantId: string): { hue: number; shape: Shape } {
  // FNV-1a, 32 bits
  let hash = 0x811c9dc5;
  for (let i = 0; i < participantId.length; i += 1) {
    hash = Math.imul(hash ^ participantId.charCodeAt(i), 0x01000193) >>> 0;
  }
  return { hue: (hash >>> 3) % HUES, shape: SHAPES[(hash >>> 16) % SHAPES.length] ?? 'circle' };
}
