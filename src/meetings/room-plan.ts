/** A meeting that somebody in the room is in already. */
export interface MeetingInRoom {
  readonly id: string;
  readonly createdAt: number;
  /** How many people are in it, whether they were heard in the room or not. */
  readonly size: number;
  /** B7: it is entered by knocking only. */
  readonly locked: boolean;
}

/** What becomes of the devices that heard one room. */
export type RoomPlan =
  /** Nobody is in a meeting yet. */
  | { type: 'create' }
  /** All go to one meeting; the others named end, their people come along with what they laid down. */
  | { type: 'join'; meetingId: string; absorbed: readonly string[] }
  /** Several meetings fit and none may be opened to strangers without asking: nobody moves. */
  | { type: 'ambiguous' };

/** Two meetings of one room this young came about by chance of timing and are one. ms. */
const YOUNG_MS = 10_000;

/**
 * Decides which meeting the devices of one room belong to (A4). One meeting wins; another may be taken in when
 * it is only one person's, or so young that both were started by the same tap. Established meetings stay apart.
 *
 * @param meetings the different meetings which people heard in this room are in
 * @param now ms on the server's clock
 */
export function planRoom(meetings: readonly MeetingInRoom[], now: number): RoomPlan {
  const byRank = [...meetings].sort((a, b) => rank(b, now) - rank(a, now) || a.createdAt - b.createdAt);
  const [first, ...others] = byRank;
  if (first === undefined) return { type: 'create' };
  if (others.some((meeting) => rank(meeting, now) > 0)) return { type: 'ambiguous' };
  return { type: 'join', meetingId: first.id, absorbed: others.map((meeting) => meeting.id) };
}

/** 1 for an established meeting, which cannot be absorbed, 0 for another. */
function rank(meeting: MeetingInRoom, now: number): number {
  return meeting.locked || (meeting.size > 1 && now - meeting.createdAt >= YOUNG_MS) ? 1 : 0;
}
