import { avifPixels } from './avif-pixels.ts';
import { GifWalk } from './gif-pixels.ts';
import { jpegPixels } from './jpeg-pixels.ts';
import { pngPixels } from './png-pixels.ts';
import { webpPixels } from './webp-pixels.ts';

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

interface RasterKind {
  readonly mediaType: string;
  readonly at: number;
  readonly magic: readonly number[];
  /** Of its largest frame; null, NaN or 0 when the header does not say it. In one pass, whatever the bytes are. */
  readonly pixels: (bytes: Uint8Array, gif: GifWalk) => number | null;
}

/** Pictures made of points that are shown, by how they begin. */
const RASTERS: readonly RasterKind[] = [
  {
    mediaType: 'image/png',
    at: 0,
    magic: [0x89, ...letters('PNG'), 0x0d, 0x0a, 0x1a, 0x0a],
    pixels: pngPixels,
  },
  { mediaType: 'image/jpeg', at: 0, magic: [0xff, 0xd8, 0xff], pixels: jpegPixels },
  { mediaType: 'image/gif', at: 0, magic: letters('GIF87a'), pixels: (_, gif) => gif.pixels },
  { mediaType: 'image/gif', at: 0, magic: letters('GIF89a'), pixels: (_, gif) => gif.pixels },
  { mediaType: 'image/webp', at: 8, magic: letters('WEBP'), pixels: webpPixels },
  { mediaType: 'image/avif', at: 4, magic: letters('ftypavif'), pixels: avifPixels },
];

/**
 * What picture made of points this is, and how many they are; 0: its header does not say it. Null: none.
 *
 * @param gif what was seen on the way through all of it, as if it were a GIF picture
 */
export function rasterOf(
  bytes: Uint8Array,
  gif = new GifWalk().take(bytes),
): { mediaType: string; pixels: number } | null {
  const kind = RASTERS.find(({ at, magic }) => magic.every((byte, i) => bytes[at + i] === byte));
  return kind === undefined ? null : { mediaType: kind.mediaType, pixels: kind.pixels(bytes, gif) || 0 };
}
