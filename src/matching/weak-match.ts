/** What is known of recordings under comparison when the question is whether to ask. */
export interface Fits<R> {
  /** Those a recording is compared with. */
  others(one: R): Iterable<R>;
  /** The evidence that two heard one room, natural logarithm; null: it says nothing. */
  ratio(one: R, other: R): number | null;
  /** Whether two fit well enough to be asked, though not well enough to be joined. */
  isWeak(one: R, other: R): boolean;
  /** Whether its person can be asked: it has found no room, and nothing but the match itself was missing. */
  isWaiting(one: R): boolean;
}

/** Bounds for what counts as a rival and what as a disagreement, see MatcherConfig. */
export interface WeakMatchBounds {
  readonly agreeAbove: number;
  readonly rivalShare: number;
  readonly leaning: number;
}

/** Whom to ask, at least two; or who fits recordings that did not hear one room; or nobody at all. */
export type WeakMatch<R> =
  | { readonly type: 'group'; readonly members: ReadonlySet<R> }
  | { readonly type: 'torn'; readonly torn: ReadonlySet<R> }
  | { readonly type: 'none' };

/**
 * The recordings that fit weakly into one room with a recording that ends without one, the strongest first: a-b and
 * b-c make one group of three, unless a and c speak against it. If anybody in the group fits somebody outside nearly
 * as well who did not hear the same, nobody is asked: two rooms fit, and a person could not tell which is meant.
 */
export function weakMatch<R>(ending: R, fits: Fits<R>, bounds: WeakMatchBounds): WeakMatch<R> {
  const members = new Set([ending]);
  for (let next = strongest(members, fits, bounds); next !== null; next = strongest(members, fits, bounds)) {
    members.add(next);
  }
  if (members.size < 2) return { type: 'none' };
  const torn = new Set([...members].filter((member) => isTorn(member, members, fits, bounds)));
  return torn.size > 0 ? { type: 'torn', torn } : { type: 'group', members };
}

/** The recording outside of a group that fits it best and disagrees with nobody in it. */
function strongest<R>(members: ReadonlySet<R>, fits: Fits<R>, bounds: WeakMatchBounds): R | null {
  let best: R | null = null;
  let bestRatio = Number.NEGATIVE_INFINITY;
  for (const member of members) {
    for (const other of fits.others(member)) {
      if (members.has(other) || !fits.isWaiting(other) || !fits.isWeak(member, other)) continue;
      const ratio = fits.ratio(member, other) ?? Number.NEGATIVE_INFINITY;
      if (ratio <= bestRatio || disagrees(other, members, fits, bounds)) continue;
      [best, bestRatio] = [other, ratio];
    }
  }
  return best;
}

/** Does a member fit somebody outside nearly as well as anybody inside, who disagrees with the group? */
function isTorn<R>(member: R, members: ReadonlySet<R>, fits: Fits<R>, bounds: WeakMatchBounds): boolean {
  const inside = [...members].filter((other) => other !== member);
  const fit = Math.max(...inside.map((other) => fits.ratio(member, other) ?? Number.NEGATIVE_INFINITY));
  for (const rival of fits.others(member)) {
    if (members.has(rival)) continue;
    const ratio = fits.ratio(member, rival) ?? Number.NEGATIVE_INFINITY;
    if (ratio < bounds.leaning || ratio <= fit * bounds.rivalShare) continue;
    if (disagrees(rival, members, fits, bounds)) return true;
  }
  return false;
}

/** True if what somebody heard speaks against the room of a group; what cannot be compared does not speak. */
function disagrees<R>(
  one: R,
  members: ReadonlySet<R>,
  fits: Fits<R>,
  { agreeAbove }: WeakMatchBounds,
): boolean {
  return [...members].some((member) => (fits.ratio(one, member) ?? agreeAbove) < agreeAbove);
}
