import { numberOf, numbersOf } from './markup-bytes.ts';
import { type SvgRule, SvgStyles } from './svg-styles.ts';

/** Most elements that are drawn again because something refers to them. */
const MOST_REDRAWN = 200_000;
/** Most references, also to classes. */
const MOST_REFERENCES = 100_000;
/** A mask, and each step of a filter, is as dear as so many elements: it takes a picture of its own. */
const DEAR = 250;
/** Bytes of a path that may have one corner, where a marker is drawn. */
const BYTES_A_CORNER = 8;

/** Colours: what refers to them draws nothing twice. */
const COLOURS = numbersOf('linearGradient', 'radialGradient', 'solidColor', 'stop');
/** What these do to a drawing is dear, or done often, also without anything in them. */
const EFFECTS = numbersOf('mask', 'pattern', 'marker', 'clipPath', 'filter');
const [MASK, MARKER] = ['mask', 'marker'].map(numberOf);

/** An element, with how many there were before it and, when it is over, behind it. */
interface Part {
  readonly element: number;
  readonly from: Counts;
  to: Counts;
}
interface Counts {
  readonly elements: number;
  readonly references: number;
  /** Of filters. */
  readonly steps: number;
}
/** To a part; or, of a class, to whatever the style sheets make of it. */
interface Reference {
  readonly name: number;
  readonly isClass: boolean;
}
interface Weight {
  /** More than colours and single elements. */
  readonly isDrawing: boolean;
  /** As many elements are drawn again. */
  readonly elements: number;
}

/** Which parts of an SVG picture are drawn more than once, and what that costs. */
export class SvgReuse {
  readonly styles = new SvgStyles();
  readonly #parts = new Map<number, Part[]>();
  readonly #reused = new Set<number>();
  /** In the order of the document: those within a part stand together. */
  readonly #references: Reference[] = [];
  readonly #open: Part[] = [];
  readonly #weights = new Map<number, Weight>();
  readonly #ruleWeights = new Map<SvgRule, Weight>();
  #elements = 0;
  #steps = 0;
  #pathBytes = 0;

  open(element: number, isFilterStep: boolean): void {
    const counts = this.#counts();
    this.#open.push({ element, from: counts, to: counts });
    this.#elements += 1;
    if (isFilterStep) this.#steps += 1;
  }

  close(): void {
    const part = this.#open.pop();
    if (part !== undefined) part.to = this.#counts();
  }

  /** The element that is open is called so; negative: in disguise. */
  name(name: number): boolean {
    const part = this.#open.at(-1);
    if (name < 0 || part === undefined) return false;
    const parts = this.#parts.get(name) ?? [];
    this.#parts.set(name, parts);
    parts.push(part);
    return true;
  }

  classes(names: readonly number[] | null): boolean {
    for (const name of names ?? []) this.#references.push({ name, isClass: true });
    return names !== null && this.#references.length <= MOST_REFERENCES;
  }

  /** @param isHeir it takes what it lacks from there, and draws it no second time */
  refer(name: number, isHeir: boolean): boolean {
    this.#reused.add(name);
    if (!isHeir) this.#references.push({ name, isClass: false });
    return this.#references.length <= MOST_REFERENCES;
  }

  path(bytes: number): void {
    this.#pathBytes += bytes;
  }

  /** All of it was told: nothing that is drawn again draws something else again, and all of that is not too much. */
  isLight(): boolean {
    const { rules, ofAny } = this.styles;
    if (this.#open.length > 0 || this.#ruleWeight(ofAny).isDrawing) return false;
    for (const { parts } of [...rules, ofAny]) for (const name of parts) this.#reused.add(name);
    const weights = this.#references.map((reference) => this.#weightOf(reference));
    const drawings = [0];
    for (const { isDrawing } of weights) drawings.push((drawings.at(-1) ?? 0) + (isDrawing ? 1 : 0));
    const countAt = (counts: Counts) => drawings[counts.references] ?? 0;
    let markers = 0;
    for (const name of this.#reused) {
      for (const part of this.#parts.get(name) ?? []) {
        if (countAt(part.to) > countAt(part.from)) return false;
        if (part.element === MARKER) markers = Math.max(markers, sizeOf(part));
      }
    }
    const corners = this.#pathBytes / BYTES_A_CORNER;
    return sum(weights.map(({ elements }) => elements)) + markers * corners <= MOST_REDRAWN;
  }

  #counts(): Counts {
    return { elements: this.#elements, references: this.#references.length, steps: this.#steps };
  }

  #weightOf({ name, isClass }: Reference): Weight {
    const known = this.#weights.get(isClass ? -1 - name : name);
    if (known !== undefined) return known;
    const weight = isClass
      ? joined((this.styles.ofClass.get(name) ?? []).map((rule) => this.#ruleWeight(rule)))
      : joined((this.#parts.get(name) ?? []).map(weightOf));
    this.#weights.set(isClass ? -1 - name : name, weight);
    return weight;
  }

  #ruleWeight(rule: SvgRule): Weight {
    const known = this.#ruleWeights.get(rule);
    const weight = known ?? joined(rule.parts.map((name) => this.#weightOf({ name, isClass: false })));
    this.#ruleWeights.set(rule, weight);
    return weight;
  }
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const joined = (weights: readonly Weight[]): Weight => ({
  isDrawing: weights.some(({ isDrawing }) => isDrawing),
  elements: sum(weights.map(({ elements }) => elements)),
});

/** Elements, and those single ones that they refer to. */
const sizeOf = ({ from, to }: Part) => to.elements - from.elements + to.references - from.references;

function weightOf(part: Part): Weight {
  if (COLOURS.has(part.element)) return { isDrawing: false, elements: 0 };
  const dear = part.to.steps - part.from.steps + (part.element === MASK ? 1 : 0);
  // Drawing programs clip by a part that is only `<use>` of a single shape.
  const isSingle = part.to.elements - part.from.elements === 1 && !EFFECTS.has(part.element);
  return { isDrawing: !isSingle, elements: sizeOf(part) + dear * DEAR };
}
