import { LIMITS } from '../../../shared/limits.ts';
import { codes, isBlank, numberOf, numbersOf, standsAt } from './markup-bytes.ts';
import { type MarkupReader, readMarkup } from './svg-markup.ts';
import { embeddedPixels, hasOtherData } from './svg-rasters.ts';
import { SvgReuse } from './svg-reuse.ts';
import { classNumbers, namedParts, ownFilters, partNumber } from './svg-values.ts';

/** What an SVG picture may cost each screen that draws it. */
const MOST = {
  bytes: 2 * 1_024 * 1_024,
  elements: 20_000,
  /** Elements within each other. */
  depth: 500,
  /** Steps of filters. */
  filters: 30,
  /** Of all pictures that lie in it. */
  pixels: LIMITS.pixels,
} as const;

const FILTER = codes('fe');
/** Parts of steps of filters, which are none by themselves. */
const FILTER_PARTS = numbersOf(
  ...[
    'feFuncR',
    'feFuncG',
    'feFuncB',
    'feFuncA',
    'feMergeNode',
    'feDistantLight',
    'fePointLight',
    'feSpotLight',
  ],
);
const [STYLE_SHEET, LINK] = [numberOf('style'), numberOf('a')];
const PICTURES = numbersOf('image', 'feImage');
/** These take what they lack from what they refer to, and draw it no second time. */
const HEIRS = numbersOf('linearGradient', 'radialGradient', 'pattern', 'filter');

const [ID, CLASS, HREF, ANIMATED] = ['id', 'class', 'href', 'attributeName'].map(numberOf);
/** Where pictures may be that are not a drawing's own, as in the HTML a drawing can have in it. */
const SOURCES = numbersOf('src', 'srcset', 'poster', 'data', 'background');
const [STYLE, PATHS] = [numbersOf('style', 'filter'), numbersOf('d', 'points')];
/** Attributes that may refer to a part: of an element itself, and of one that animates it. */
const REFERRING = numbersOf(
  ...['style', 'href', 'fill', 'stroke', 'filter', 'mask', 'mask-image', 'clip-path', 'cursor'],
  ...['marker', 'marker-start', 'marker-mid', 'marker-end', 'from', 'to', 'by', 'values'],
);
const AND = 0x26;
const DATA_PICTURE = codes('data:image/');
/** How the types of pictures that are no drawings begin: avif, gif, jpeg, png, webp. */
const PLAIN_PICTURES = new Set<number | undefined>(codes('agjpw'));
const CLASS_NAME = codes('class');

/**
 * Whether an SVG picture can be drawn without stalling the screens of all who look at it: by its bytes, in one pass. What
 * is not understood is not light: a name in disguise, a style sheet from elsewhere, a drawing within it.
 */
export function isLightSvg(bytes: Uint8Array): boolean {
  if (bytes.length > MOST.bytes) return false;
  const weight = new SvgWeight(bytes);
  return readMarkup(bytes, weight) && weight.reuse.isLight();
}

class SvgWeight implements MarkupReader {
  readonly reuse = new SvgReuse();
  readonly #bytes: Uint8Array;
  /** Names of the elements that are open. */
  readonly #open: number[] = [];
  #elements = 0;
  #filters = 0;
  #pixels = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  open(name: number, from: number, to: number): boolean {
    const isStep = this.#isFilterStep(name, from, to);
    this.#open.push(name);
    this.#elements += 1;
    if (isStep) this.#filters += 1;
    if (name === STYLE_SHEET) this.reuse.styles.begin();
    this.reuse.open(name, isStep);
    return this.#isWithinLimits();
  }

  attribute(name: number, from: number, to: number): boolean {
    const element = this.#open.at(-1) ?? 0;
    if (name === ID) return this.reuse.name(partNumber(this.#bytes, from, to));
    if (name === CLASS) return this.reuse.classes(classNumbers(this.#bytes, from, to));
    if (name === ANIMATED) return !standsAt(this.#bytes, from, CLASS_NAME);
    if (PATHS.has(name)) this.reuse.path(to - from);
    if (SOURCES.has(name)) return !this.#hasPicture(from, to);
    if (!REFERRING.has(name) || (name === HREF && element === LINK)) return true;
    if (name === HREF && PICTURES.has(element)) {
      if (!this.#takePicture(from, to)) return false;
    } else if (hasOtherData(this.#bytes, from, to)) return false;
    if (STYLE.has(name)) this.#filters += ownFilters(this.#bytes, from, to);
    const isHeir = name === HREF && HEIRS.has(element);
    const told = namedParts(this.#bytes, from, to, (part) => this.reuse.refer(part, isHeir));
    return told && this.#isWithinLimits();
  }

  text(from: number, to: number): boolean {
    if (this.#open.at(-1) !== STYLE_SHEET) return true;
    return !hasOtherData(this.#bytes, from, to) && this.reuse.styles.take(this.#bytes, from, to);
  }

  close(): void {
    this.#open.pop();
    this.reuse.close();
  }

  #isWithinLimits(): boolean {
    const { elements, depth, filters } = MOST;
    return this.#elements <= elements && this.#open.length <= depth && this.#filters <= filters;
  }

  #isFilterStep(name: number, from: number, to: number): boolean {
    const isCapital = (this.#bytes[from + 2] ?? 0) < 0x61;
    return to - from > 2 && isCapital && standsAt(this.#bytes, from, FILTER) && !FILTER_PARTS.has(name);
  }

  /** By a name in disguise, too. */
  #hasPicture(from: number, to: number): boolean {
    for (let at = from; at < to; at += 1) if (this.#bytes[at] === AND) return true;
    return hasOtherData(this.#bytes, from, to);
  }

  /** A drawing within a drawing would not be looked at; what is elsewhere is not fetched; the rest is measured. */
  #takePicture(from: number, to: number): boolean {
    let at = from;
    while (at < to && isBlank(this.#bytes[at])) at += 1;
    if (!hasOtherData(this.#bytes, from, to)) return true;
    const type = this.#bytes[at + DATA_PICTURE.length];
    if (!standsAt(this.#bytes, at, DATA_PICTURE) || !PLAIN_PICTURES.has(type)) return false;
    const pixels = embeddedPixels(this.#bytes, at, to);
    this.#pixels += pixels ?? 0;
    return pixels !== null && this.#pixels <= MOST.pixels;
  }
}
