import { disableTypes, imageSize } from 'image-size';
import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';

export type Inspected =
  | { readonly ok: true; readonly kind: FileKind; readonly mediaType: string }
  | { readonly ok: false; readonly error: ErrorCode };

/** Pictures that are shown, by how they begin; everything else is a download. */
const PICTURES = [
  { mediaType: 'image/png', at: 0, magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', at: 0, magic: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/gif', at: 0, magic: [0x47, 0x49, 0x46, 0x38] },
  { mediaType: 'image/webp', at: 8, magic: [0x57, 0x45, 0x42, 0x50] },
  { mediaType: 'image/avif', at: 4, magic: [...'ftypavif'].map((letter) => letter.charCodeAt(0)) },
  { mediaType: 'image/avif', at: 4, magic: [...'ftypavis'].map((letter) => letter.charCodeAt(0)) },
] as const;

/** Where a PDF file may begin: readers take junk before it, browsers do not sniff it there. */
const PDF_MAGIC = [0x25, 0x50, 0x44, 0x46, 0x2d];
const PDF_BEGINS_WITHIN = 1_024;
/** So much of a text is looked at for the root of an SVG picture. */
const SVG_BEGINS_WITHIN = 4_096;

const DOWNLOAD: Inspected = { ok: true, kind: 'file', mediaType: 'application/octet-stream' };

// An SVG's size would be read from all of its text, as a string; the others are not shown.
disableTypes([
  'svg',
  'bmp',
  'cur',
  'dds',
  'icns',
  'ico',
  'j2c',
  'jp2',
  'jxl',
  'jxl-stream',
  'ktx',
  'pnm',
  'psd',
  'tga',
  'tiff',
]);

/**
 * What a file is, by its bytes alone. A file that could be several things is what it begins with. A picture whose
 * header cannot be read is none: it is offered as a download, since no screen could show it.
 */
export function inspectFile(bytes: Uint8Array): Inspected {
  if (bytes.length === 0) return { ok: false, error: 'empty-file' };
  const picture = PICTURES.find(({ at, magic }) => hasAt(bytes, at, magic));
  if (picture !== undefined) return inspectPicture(bytes, picture.mediaType);
  if (findWithin(bytes, PDF_MAGIC, PDF_BEGINS_WITHIN) === 0) {
    return { ok: true, kind: 'pdf', mediaType: 'application/pdf' };
  }
  if (isSvg(bytes)) return { ok: true, kind: 'image', mediaType: 'image/svg+xml' };
  if (findWithin(bytes, PDF_MAGIC, PDF_BEGINS_WITHIN) > 0 && !looksLikeMarkup(bytes)) {
    return { ok: true, kind: 'pdf', mediaType: 'application/pdf' };
  }
  return DOWNLOAD;
}

function inspectPicture(bytes: Uint8Array, mediaType: string): Inspected {
  try {
    const { width, height, images = [] } = imageSize(bytes);
    const sizes = [{ width, height }, ...images];
    if (sizes.some((size) => size.width * size.height > LIMITS.pixels)) {
      return { ok: false, error: 'image-too-large' };
    }
    return width > 0 && height > 0 ? { ok: true, kind: 'image', mediaType } : DOWNLOAD;
  } catch {
    return DOWNLOAD;
  }
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
const ROOT = [...'<svg'].map((letter) => letter.charCodeAt(0));

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

const COMMENT = [0x3c, 0x21, 0x2d, 0x2d];
const COMMENT_END = [0x2d, 0x2d, 0x3e];

function endOfMarkup(bytes: Uint8Array, from: number, end: number): number {
  const isComment = hasAt(bytes, from, COMMENT);
  for (let at = from + (isComment ? COMMENT.length : 1); at < end; at += 1) {
    if (isComment ? hasAt(bytes, at, COMMENT_END) : bytes[at] === 0x3e) return at + (isComment ? 3 : 1);
  }
  return end;
}
