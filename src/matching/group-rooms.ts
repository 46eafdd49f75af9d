import type { MatcherConfig } from './config.ts';
import { type Listener, type Pair, ratioOf } from './listener.ts';

/** Recordings that belong together. */
export interface Group {
  readonly members: Set<Listener>;
  /** When the first of its sure pairs became sure, ms. */
  sureAt: number;
}

/**
 * Groups recordings into rooms from the pairs that are sure, the surest first. Rooms announced before stay
 * together. Open set: a recording that fits two recordings which did not hear one room joins neither, until one
 * leads clearly; it is marked ambiguous meanwhile.
 */
export function groupRooms(listeners: Iterable<Listener>, config: MatcherConfig): Set<Group> {
  const groupOf = new Map<Listener, Group>();
  const groups = new Map<object, Group>();
  const edges: Array<{ pair: Pair; ratio: number }> = [];
  for (const listener of listeners) {
    listener.ambiguous = false;
    const key = listener.room ?? listener;
    const group = groups.get(key) ?? { members: new Set(), sureAt: Number.POSITIVE_INFINITY };
    group.members.add(listener);
    groups.set(key, group);
    groupOf.set(listener, group);
    for (const pair of listener.pairs.values()) {
      if (pair.a !== listener || pair.sureAt === null) continue;
      edges.push({ pair, ratio: ratioOf(pair) ?? 0 });
    }
  }
  edges.sort((x, y) => y.ratio - x.ratio);
  for (const { pair, ratio } of edges) {
    const [one, other] = [groupOf.get(pair.a), groupOf.get(pair.b)];
    if (one === undefined || other === undefined) continue;
    if (one !== other) {
      const torn = [
        ...(hasRival(pair.a, pair.b, ratio, config) ? [pair.a] : []),
        ...(hasRival(pair.b, pair.a, ratio, config) ? [pair.b] : []),
      ];
      if (torn.length > 0 || inConflict(one, other, config)) {
        for (const listener of torn.length > 0 ? torn : [pair.a, pair.b]) listener.ambiguous = true;
        continue;
      }
      for (const member of other.members) {
        one.members.add(member);
        groupOf.set(member, one);
      }
      one.sureAt = Math.min(one.sureAt, other.sureAt);
    }
    one.sureAt = Math.min(one.sureAt, pair.sureAt ?? one.sureAt);
  }
  return new Set(groupOf.values());
}

/** True if what two recordings heard speaks against one room; what cannot be compared does not speak. */
function disagree(one: Listener, other: Listener, config: MatcherConfig): boolean {
  const pair = one.pairs.get(other);
  return pair !== undefined && (ratioOf(pair) ?? config.agreeAbove) < config.agreeAbove;
}

/** Does `listener` fit somebody nearly as well who did not hear what `choice` heard? */
function hasRival(listener: Listener, choice: Listener, ratio: number, config: MatcherConfig): boolean {
  for (const [rival, pair] of listener.pairs) {
    if (rival === choice || !disagree(rival, choice, config)) continue;
    const fit = ratioOf(pair) ?? Number.NEGATIVE_INFINITY;
    if (fit >= config.leaning && fit > ratio * config.rivalShare) return true;
  }
  return false;
}

function inConflict(one: Group, other: Group, config: MatcherConfig): boolean {
  for (const a of one.members) {
    for (const b of other.members) {
      if (disagree(a, b, config)) return true;
    }
  }
  return false;
}
