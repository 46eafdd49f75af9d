import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { GifWalk } from './pictures/gif-pixels.ts';
import { rasterOf } from './pictures/raster.ts';
import { isLightSvg } from './pictures/svg-weight.ts';

export type Inspected =
  | { readonly ok: true; readonly kind: FileKind; readonly mediaType: string }
  | { readonly ok: false; readonly error: ErrorCode };

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** Where a PDF file may begin: readers take junk before it, browsers do not sniff it there. */
const PDF_MAGIC = [0x25, 0x50, 0x44, 0x46, 0x2d];
const PDF_BEGINS_WITHIN = 1_024;
/** So much of a text is looked at for the root of an SVG picture. */
const SVG_BEGINS_WITHIN = 4_096;

const DOWNLOAD: Inspected = { ok: true, kind: 'file', mediaType: 'application/octet-stream' };

/**
 * What a file is, by its bytes alone. A file that could be several things is what it begins with. A picture whose
 * header cannot be read is none: it is offered as a download, since no screen could show it.
 *
 * @param bytes all of it, or its beginning
 * @param gif what was seen on the way through all of it, as if it were a GIF picture
 */
export function inspectFile(bytes: Uint8Array, gif = new GifWalk().take(bytes)): Inspected {
  if (bytes.length === 0) return { ok: false, error: 'empty-file' };
  const raster = rasterOf(bytes, gif);
  if (raster !== null) return inspectRaster(raster);
  if (findWithin(bytes, PDF_MAGIC, PDF_BEGINS_WITHIN) === 0) {
    return { ok: true, kind: 'pdf', mediaType: 'application/pdf' };
  }
  if (isSvg(bytes))
    return isLightSvg(bytes) ? { ok: true, kind: 'image', mediaType: 'image/svg+xml' } : DOWNLOAD;
  if (findWithin(bytes, PDF_MAGIC, PDF_BEGINS_WITHIN) > 0 && !looksLikeMarkup(bytes)) {
    return { ok: true, kind: 'pdf', mediaType: 'application/pdf' };
  }
  return DOWNLOAD;
}

/** One whose header does not say how large it is is no picture; everything that is none is a download. */
function inspectRaster({ pixels, mediaType }: { pixels: number; mediaType: string }): Inspected {
  if (pixels > LIMITS.pixels) return { ok: false, error: 'image-too-large' };
  return pixels > 0 ? { ok: true, kind: 'image', mediaType } : DOWNLOAD;
}

function hasAt(bytes: Uint8Array, at: number, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}

/** Where a sequence begins within the first so many bytes; -1: nowhere. */
function findWithin(bytes: Uint8Array, sequence: readonly number[], within: number): number {
  for (let at = 0; at < Math.min(within, bytes.length); at += 1) if (hasAt(bytes, at, sequence)) return at;
  return -1;
}

const BLANKS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const LESS_THAN = 0x3c;
const BOM = [0xef, 0xbb, 0xbf];
const ROOT = letters('<svg');

function firstSign(bytes: Uint8Array): number {
  let at = hasAt(bytes, 0, BOM) ? BOM.length : 0;
  while (BLANKS.has(bytes[at] ?? 0)) at += 1;
  return at;
}
const looksLikeMarkup = (bytes: Uint8Array) => bytes[firstSign(bytes)] === LESS_THAN;

/** An SVG picture is a text that begins with markup and has its root soon, with no other element before it. */
function isSvg(bytes: Uint8Array): boolean {
  let at = firstSign(bytes);
  const end = Math.min(bytes.length, SVG_BEGINS_WITHIN);
  while (at < end) {
    if (bytes[at] !== LESS_THAN) {
      if (!BLANKS.has(bytes[at] ?? 0)) return false;
      at += 1;
    } else if (hasAt(bytes, at, ROOT)) {
      const after = bytes[at + ROOT.length] ?? 0;
      return BLANKS.has(after) || after === 0x3e || after === 0x2f;
    } else if (bytes[at + 1] === 0x3f || bytes[at + 1] === 0x21) {
      at = endOfMarkup(bytes, at, end); // a declaration, a comment, a doctype
    } else return false;
  }
  return false;
}

const COMMENT = letters('<!--');
const INSTRUCTION = letters('<?');
const SUBSET = '['.charCodeAt(0);

/** A doctype that declares entities ends nothing: a few of them can stand for gigabytes. */
function endOfMarkup(bytes: Uint8Array, from: number, end: number): number {
  const isComment = hasAt(bytes, from, COMMENT);
  const isDoctype = !isComment && !hasAt(bytes, from, INSTRUCTION);
  const close = letters(isComment ? '-->' : isDoctype ? '>' : '?>');
  for (let at = from + (isComment ? COMMENT.length : INSTRUCTION.length); at < end; at += 1) {
    if (hasAt(bytes, at, close)) return at + close.length;
    if (isDoctype && bytes[at] === SUBSET) return end;
  }
  return end;
}
