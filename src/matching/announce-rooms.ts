import type { MatcherConfig } from './config.ts';
import { type Group, groupRooms } from './group-rooms.ts';
import { type Listener, ratioOf, wallOddsOf } from './listener.ts';

/** All recordings known to hear one room, those that ended included; again whenever the room grows. */
export interface RoomDecision {
  readonly type: 'room';
  readonly recordingIds: string[];
}

/** The rooms that are known by now and were not announced before, or grew. */
export function announceRooms(
  listeners: Iterable<Listener>,
  config: MatcherConfig,
  now: number,
): RoomDecision[] {
  const decisions: RoomDecision[] = [];
  for (const group of groupRooms(listeners, config)) {
    const closing = [...group.members].some(({ recording }) => now >= recording.closesAt);
    if (!closing && isHeldBack(group, config, now)) continue;
    const decision = announce(group);
    if (decision !== null) decisions.push(decision);
  }
  return decisions;
}

/** Somebody else seems to be in this room too and may be sure in a moment: then all come in together. */
function isHeldBack(group: Group, config: MatcherConfig, now: number): boolean {
  if (now - group.sureAt >= config.settleMs) return false;
  for (const member of group.members) {
    for (const [other, pair] of member.pairs) {
      const leaning = !group.members.has(other) && other.room === null && pair.sureAt === null;
      if (!leaning || (ratioOf(pair) ?? 0) < config.leaning) continue;
      if (wallOddsOf(pair) < config.wallAbove) return true;
    }
  }
  return false;
}

function announce(group: Group): RoomDecision | null {
  const rooms = new Set([...group.members].flatMap(({ room }) => room ?? []));
  const newcomers = [...group.members].filter(({ room }) => room === null);
  if (group.members.size < 2 || (newcomers.length === 0 && rooms.size < 2)) return null;
  const ids = new Set([...rooms].flatMap(({ recordingIds }) => recordingIds));
  for (const { recording } of newcomers) ids.add(recording.id);
  const room = { recordingIds: [...ids] };
  for (const member of group.members) member.room = room;
  // What only others recorded is theirs to announce.
  if ([...group.members].every(({ isForeign }) => isForeign)) return null;
  return { type: 'room', recordingIds: [...ids] };
}
