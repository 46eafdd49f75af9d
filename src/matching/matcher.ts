import { FEATURES } from '../audio/feature-format.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { NoRoomReason } from '../shared/reasons.ts';
import { DEFAULT_CONFIG, type MatcherConfig } from './config.ts';
import { type Group, groupRooms } from './group-rooms.ts';
import { type Listener, type Pair, ratioOf, reasonOf, wallOddsOf } from './listener.ts';
import { createPairDecision } from './pair-decision.ts';
import { createPairEvidence } from './pair-evidence.ts';
import { type Chunk, createRecording } from './recording.ts';
import { createInvitations, decisiveRatio, newSoftSoundState, watchSoftSounds } from './soft-sounds.ts';

export type MatcherDecision =
  /** All recordings known to hear one room, those that ended included; again whenever the room grows. */
  | { type: 'room'; recordingIds: string[] }
  /** B5: this recording's device is to play the soft sound after this time, ms; once at most. */
  | { type: 'play'; recordingId: string; delayMs: number }
  /** This recording found no room, and why; the last word on it. */
  | { type: 'none'; recordingId: string; reason: NoRoomReason };

/** Compares recordings while they are made (A4). Times are ms on the server's clock; it has no clock itself. */
export interface Matcher {
  /**
   * @param recording.startedAt claimed capture time of its first sample
   * @param recording.canPlay whether its device may be asked to play the soft sound
   */
  start(recording: { id: string; startedAt: number; canPlay?: boolean }, now: number): void;
  /** Takes a chunk in order of its number; returns why not, if not. The samples are copied. */
  push(id: string, chunk: Chunk, now: number): ErrorCode | null;
  /** The microphone was closed. Chunks on the way still count for a while. */
  end(id: string, now: number): void;
  /** Decides what can be decided, erases what has expired. To be called after chunks and every 100 ms. */
  advance(now: number): MatcherDecision[];
  /** The tab left: erases its recording at once. */
  forget(id: string): void;
  readonly size: number;
}

/** A claimed start farther than this from its arrival is moved there; none of its chunks can be in time. ms. */
const FARTHEST_START_MS = 20_000;
/** Common audio that makes two recordings candidates for each other, s. */
const CANDIDATE_SECONDS = 0.5;

export function createMatcher(settings: Partial<MatcherConfig> = {}): Matcher {
  const config = { ...DEFAULT_CONFIG, ...settings };
  const listeners = new Map<string, Listener>();
  const inviteToPlay = createInvitations();
  /** Origin of the common grid, a multiple of its longest step; small numbers make fast look-ups. */
  let epoch = 0;

  function drop(listener: Listener): void {
    listener.recording.erase(); // A6
    for (const other of listener.pairs.keys()) other.pairs.delete(listener);
    listener.pairs.clear();
    listeners.delete(listener.recording.id);
  }
  function pairs(): Pair[] {
    return [...listeners.values()].flatMap((one) => [...one.pairs.values()].filter((pair) => pair.a === one));
  }
  function takeEvidence(now: number): boolean {
    let changed = false;
    for (const pair of pairs()) {
      if (!pair.evidence.update()) continue;
      changed = true;
      for (const one of [pair.a, pair.b]) {
        one.comparedSeconds = Math.max(one.comparedSeconds, pair.evidence.seconds);
      }
      if (pair.sureAt !== null) continue;
      const look = {
        ratio: decisiveRatio(pair),
        seconds: pair.evidence.seconds,
        wall: () => wallOddsOf(pair),
        candidates: Math.max(candidatesOf(pair.a), candidatesOf(pair.b)),
      };
      if (pair.decide(look)) pair.sureAt = now;
    }
    return changed;
  }
  /** Somebody else seems to be in this room too and may be sure in a moment: then all come in together. */
  function isHeldBack(group: Group, now: number): boolean {
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
  function announce(group: Group): MatcherDecision | null {
    const rooms = new Set([...group.members].flatMap(({ room }) => room ?? []));
    const newcomers = [...group.members].filter(({ room }) => room === null);
    if (group.members.size < 2 || (newcomers.length === 0 && rooms.size < 2)) return null;
    const ids = new Set([...rooms].flatMap(({ recordingIds }) => recordingIds));
    for (const { recording } of newcomers) ids.add(recording.id);
    const room = { recordingIds: [...ids] };
    for (const member of group.members) member.room = room;
    return { type: 'room', recordingIds: [...ids] };
  }
  function announceRooms(now: number): MatcherDecision[] {
    const decisions: MatcherDecision[] = [];
    for (const group of groupRooms(listeners.values(), config)) {
      const closing = [...group.members].some(({ recording }) => now >= recording.closesAt);
      if (!closing && isHeldBack(group, now)) continue;
      const decision = announce(group);
      if (decision !== null) decisions.push(decision);
    }
    return decisions;
  }
  return {
    get size() {
      return listeners.size;
    },
    start({ id, startedAt, canPlay = false }, now) {
      const old = listeners.get(id);
      if (old !== undefined) drop(old);
      if (!Number.isFinite(now)) return;
      if (listeners.size === 0) {
        epoch = Math.floor((now - 2 * FARTHEST_START_MS) / FEATURES.blockMs) * FEATURES.blockMs;
      }
      const claimed = Number.isFinite(startedAt) ? startedAt : now - FARTHEST_START_MS;
      const start = Math.max(now - FARTHEST_START_MS, Math.min(now + FARTHEST_START_MS, claimed));
      const recording = createRecording(id, start, epoch, now);
      const listener: Listener = {
        ...{ recording, pairs: new Map(), room: null, ambiguous: false, comparedSeconds: 0 },
        softSound: newSoftSoundState(canPlay),
      };
      for (const other of listeners.values()) {
        const evidence = createPairEvidence(other.recording.features, recording.features);
        const decide = createPairDecision(config);
        const pair: Pair = { a: other, b: listener, evidence, decide, sureAt: null };
        other.pairs.set(listener, pair);
        listener.pairs.set(other, pair);
      }
      listeners.set(id, listener);
    },
    push(id, chunk, now) {
      return (
        listeners.get(id)?.recording.push(chunk, now) ?? (listeners.has(id) ? null : 'unknown-recording')
      );
    },
    end(id, now) {
      listeners.get(id)?.recording.end(now);
    },
    advance(now) {
      for (const { recording } of listeners.values()) recording.expire(now); // A5
      watchSoftSounds(listeners.values());
      const changed = takeEvidence(now);
      const sure = changed || pairs().some(({ sureAt }) => sureAt !== null);
      const decisions = sure ? announceRooms(now) : [];
      for (const invitation of inviteToPlay(listeners.values(), now)) {
        decisions.push({ type: 'play', ...invitation });
      }
      for (const listener of [...listeners.values()]) {
        if (now < listener.recording.closesAt) continue;
        if (listener.room === null) {
          const reason = reasonOf(listener);
          decisions.push({ type: 'none', recordingId: listener.recording.id, reason });
        }
        drop(listener); // A6
      }
      return decisions;
    },
    forget(id) {
      const listener = listeners.get(id);
      if (listener !== undefined) drop(listener);
    },
  };
}

/** How many others a recording has been compared with. */
function candidatesOf({ pairs }: Listener): number {
  let count = 0;
  for (const { evidence } of pairs.values()) if (evidence.seconds >= CANDIDATE_SECONDS) count++;
  return count;
}
