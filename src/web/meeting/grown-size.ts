/** Of a picture, px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture that is smaller is enlarged to about this, px of its longer side. */
const SENSIBLE = 640;
/** At most so many times, or single points fill the screen. */
const MOST_TIMES = 10;
/** Signs and sprites: enlarged, their points are seen as points, px of the longer side. */
const TINY = 128;

const longerSide = ({ width, height }: Size) => Math.max(width, height);

export const isTiny = (size: Size): boolean => longerSide(size) <= TINY;

/** How large a picture is shown where there is room: a tiny one by a whole number, so that its points stay even. */
export function grownSize(size: Size): Size {
  const times = Math.min(MOST_TIMES, Math.max(1, SENSIBLE / Math.max(1, longerSide(size))));
  const by = isTiny(size) ? Math.floor(times) : times;
  return { width: Math.round(size.width * by), height: Math.round(size.height * by) };
}
