import { askAbove, type MatcherConfig, sureAbove } from './config.ts';
import { candidatesOf, isLagUnclear, type Listener, ratioOf, reasonOf, wallOddsOf } from './listener.ts';
import { decisiveRatio } from './soft-sounds.ts';
import { type Fits, weakMatch } from './weak-match.ts';

/** These recordings may be of one room, and more sound will not tell: the people have to. Said once of each. */
export interface AskDecision {
  readonly type: 'ask';
  readonly recordingIds: readonly string[];
  /** `lag-unclear`: their sound is one, but a broadcast or a call in two rooms could have the same lag. */
  readonly why: 'weak' | 'lag-unclear';
}

/**
 * A8: whom to ask when a recording is over without a room. The asked are marked, so that nobody is asked twice; who
 * fits two rooms is marked ambiguous and not asked at all.
 */
export function decideToAsk(ending: Listener, config: MatcherConfig): AskDecision | null {
  if (!isWaiting(ending)) return null;
  const match = weakMatch(ending, fitsOf(config), config);
  if (match.type === 'torn') for (const listener of match.torn) listener.asking = 'torn';
  if (match.type !== 'group') return null;
  const members = [...match.members];
  for (const listener of members) listener.asking = 'asked';
  const isUnclear = members.some((one) =>
    members.some((other) => !isWeakPair(one, other, config) && isUnclearPair(one, other, config)),
  );
  const recordingIds = members.map(({ recording }) => recording.id);
  return { type: 'ask', recordingIds, why: isUnclear ? 'lag-unclear' : 'weak' };
}

function fitsOf(config: MatcherConfig): Fits<Listener> {
  return {
    others: (one) => one.pairs.keys(),
    ratio(one, other) {
      const pair = one.pairs.get(other);
      if (pair === undefined) return null;
      return isLagUnclear(pair, config) ? sureAbove(config, candidatesOf(one)) : ratioOf(pair);
    },
    isWeak: (one, other) => isWeakPair(one, other, config) || isUnclearPair(one, other, config),
    isWaiting,
  };
}

/** Whoever was asked, or has a room, or a reason of their own for finding none, or heard too little, waits for nothing. */
function isWaiting(listener: Listener): boolean {
  if (listener.room !== null || listener.asking !== 'no' || listener.recording.quality.reason !== null)
    return false;
  return reasonOf(listener) === 'no-match';
}

function isUnclearPair(one: Listener, other: Listener, config: MatcherConfig): boolean {
  const pair = one.pairs.get(other);
  return pair !== undefined && isLagUnclear(pair, config);
}

function isWeakPair(one: Listener, other: Listener, config: MatcherConfig): boolean {
  const pair = one.pairs.get(other);
  if (pair === undefined) return false;
  const needed = askAbove(config, Math.max(candidatesOf(one), candidatesOf(other)));
  return (
    (decisiveRatio(pair) ?? Number.NEGATIVE_INFINITY) >= needed && wallOddsOf(pair) < config.wallSurelyAbove
  );
}
