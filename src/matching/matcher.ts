import { FEATURES } from '../audio/feature-format.ts';
import type { FeaturePacket } from '../audio/feature-packet.ts';
import { createRecordingSpan, FARTHEST_START_MS } from '../audio/recording-span.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { NoRoomReason } from '../shared/reasons.ts';
import { announceRooms, type RoomDecision } from './announce-rooms.ts';
import { type AskDecision, decideToAsk } from './ask-decision.ts';
import type { CandidateConfig } from './candidate-config.ts';
import { createCandidateSearch } from './candidate-search.ts';
import { DEFAULT_CONFIG, type MatcherConfig } from './config.ts';
import { candidatesOf, type Listener, type Pair, ratioOf, reasonOf, wallOddsOf } from './listener.ts';
import { type MatcherPeers, NO_PEERS, type SketchPacket } from './matcher-peers.ts';
import { createPairDecision } from './pair-decision.ts';
import { createPairEvidence } from './pair-evidence.ts';
import { createRecording } from './recording.ts';
import { createSketcher, STEP_MS } from './sketch.ts';
import { createInvitations, decisiveRatio, newSoftSoundState, watchSoftSounds } from './soft-sounds.ts';

export type MatcherDecision =
  | RoomDecision
  /** Their people have to say; whoever's microphone is still open has nothing more to wait for. */
  | AskDecision
  /** B5: this recording's device is to play the soft sound after this time, ms; once at most. */
  | { type: 'play'; recordingId: string; delayMs: number }
  /** This recording found no room, and why; the last word on it. */
  | { type: 'none'; recordingId: string; reason: NoRoomReason };

/** Compares recordings while they are made (A4). Times are ms on the server's clock; it has no clock itself. */
export interface Matcher {
  /**
   * @param recording.startedAt claimed capture time of its first sample
   * @param recording.canPlay whether its device may be asked to play the soft sound
   * @param recording.isForeign another server hears it and decides for it: it counts in what is decided for others
   */
  start(recording: RecordingStart, now: number): void;
  /** Takes the features of a chunk, in order; returns why not, if not. They are copied. */
  take(id: string, packet: FeaturePacket): ErrorCode | null;
  /** Takes what is sent of a recording from elsewhere when there are many; its features come when they are wanted. */
  takeSketch(id: string, sketch: SketchPacket): void;
  /** The microphone was closed. Chunks on the way still count for a while. */
  end(id: string, now: number): void;
  /** Decides what can be decided, erases what has expired. To be called after chunks and every 100 ms. */
  advance(now: number): MatcherDecision[];
  /** The tab left: erases its recording at once. */
  forget(id: string): void;
  readonly size: number;
}

export interface RecordingStart {
  readonly id: string;
  readonly startedAt: number;
  readonly canPlay?: boolean;
  readonly isForeign?: boolean;
}

/** Many are compared: a pair with so small a ratio after so much common audio makes room for likelier ones. */
const UNLIKE = { seconds: 1.5, ratio: -4 };

/** @param candidates what is set of the search for candidates */
export function createMatcher(
  settings: Partial<MatcherConfig> = {},
  peers: MatcherPeers = NO_PEERS,
  candidates: Partial<CandidateConfig> = {},
): Matcher {
  const config = { ...DEFAULT_CONFIG, ...settings };
  const listeners = new Map<string, Listener>();
  const inviteToPlay = createInvitations();
  const search = createCandidateSearch<Listener>(candidates);
  /** Origin of the common grid, a multiple of its longest step; small numbers make fast look-ups. */
  let epoch = 0;

  function drop(listener: Listener): void {
    listener.recording.erase(); // A6
    for (const other of listener.pairs.keys()) other.pairs.delete(listener);
    listener.pairs.clear();
    listener.sketcher.erase();
    search.remove(listener);
    listeners.delete(listener.recording.id);
  }
  function pairs(): Pair[] {
    return [...listeners.values()].flatMap((one) => [...one.pairs.values()].filter((pair) => pair.a === one));
  }
  function compare(a: Listener, b: Listener): void {
    const evidence = createPairEvidence(a.recording.features, b.recording.features);
    const decide = createPairDecision(config);
    const pair: Pair = { a, b, evidence, decide, sureAt: null, lagUnclear: null };
    a.pairs.set(b, pair);
    b.pairs.set(a, pair);
    for (const one of [a, b]) if (one.isForeign && lacksFeatures(one)) peers.onWanted(one.recording.id);
  }
  /** All pairs while there are few recordings; when there are many, those whose sketches are alike. */
  function addCandidates(): void {
    for (const [a, b] of search.propose()) {
      const concerns = [a, b].some(({ isForeign, mayJoin }) => !isForeign || mayJoin);
      if (concerns && !a.pairs.has(b)) compare(a, b);
    }
    for (const listener of listeners.values()) listener.comparedBySketch = search.comparedBySketch(listener);
  }
  const isLeaning = (pair: Pair) => (ratioOf(pair) ?? Number.NEGATIVE_INFINITY) >= config.leaning;
  function isUnlike({ evidence, sureAt }: Pair): boolean {
    const ratio = evidence.logLikelihoodRatio;
    return sureAt === null && ratio !== null && evidence.seconds >= UNLIKE.seconds && ratio < UNLIKE.ratio;
  }
  function takeEvidence(now: number): boolean {
    let changed = false;
    for (const pair of pairs()) {
      if (!pair.evidence.update()) continue;
      changed = true;
      if (search.areMany && isUnlike(pair)) {
        pair.a.pairs.delete(pair.b);
        pair.b.pairs.delete(pair.a);
        search.release(pair.a, pair.b);
        continue;
      }
      for (const one of [pair.a, pair.b]) {
        one.comparedSeconds = Math.max(one.comparedSeconds, pair.evidence.seconds);
      }
      if (pair.sureAt !== null) continue;
      const look = {
        ratio: pair.evidence.repeats ? null : decisiveRatio(pair),
        seconds: pair.evidence.seconds,
        wall: () => wallOddsOf(pair),
        candidates: Math.max(candidatesOf(pair.a), candidatesOf(pair.b)),
      };
      if (pair.decide(look)) pair.sureAt = now;
    }
    return changed;
  }
  /**
   * Two recordings from elsewhere are compared only where one of ours seems to fit one of them: that one may fit the
   * other as well, and then it joins neither.
   *
   * @returns whether there are such
   */
  function compareRivals(): boolean {
    let any = false;
    for (const one of listeners.values()) {
      const fits = [...one.pairs].some(([other, pair]) => !other.isForeign && isLeaning(pair));
      if (!one.isForeign || one.mayJoin || !fits) continue;
      one.mayJoin = true;
      // Of many it looks for rivals as ours do: comparing it with all that are known would grow with their square.
      if (search.areMany) {
        search.letLook(one);
        continue;
      }
      for (const other of listeners.values()) {
        if (other === one || one.pairs.has(other)) continue;
        compare(one, other);
        any = true;
      }
    }
    return any;
  }
  /** In the order of their start; where some come from elsewhere, in an order that is the same elsewhere. */
  function inOrder(): Iterable<Listener> {
    const all = [...listeners.values()];
    if (!all.some(({ isForeign }) => isForeign)) return all;
    const byId = (a: Listener, b: Listener) => (a.recording.id < b.recording.id ? -1 : 1);
    return all.sort(
      (a, b) => a.recording.features.firstFrame - b.recording.features.firstFrame || byId(a, b),
    );
  }
  return {
    get size() {
      return listeners.size;
    },
    start({ id, startedAt, canPlay = false, isForeign = false }, now) {
      const old = listeners.get(id);
      if (old !== undefined) drop(old);
      if (!Number.isFinite(now)) return;
      if (listeners.size === 0) {
        epoch = Math.floor((now - 2 * FARTHEST_START_MS) / FEATURES.blockMs) * FEATURES.blockMs;
      }
      const recording = createRecording(id, createRecordingSpan(startedAt, now), epoch);
      const listener: Listener = {
        ...{
          recording,
          isForeign,
          mayJoin: false,
          pairs: new Map(),
          room: null,
          ambiguous: false,
          asking: 'no',
          comparedSeconds: 0,
        },
        softSound: newSoftSoundState(canPlay),
        sketcher: createSketcher(recording.features, seedOf(id)),
        comparedBySketch: 0,
      };
      listeners.set(id, listener);
      search.add(listener, listener.sketcher.firstStep, !isForeign);
    },
    take(id, packet) {
      const listener = listeners.get(id);
      if (listener === undefined) return 'unknown-recording';
      listener.recording.take(packet);
      listener.sketcher.update((step, ...words) => {
        search.append(listener, step, ...words);
        if (!listener.isForeign) peers.onSketch(id, step + epoch / STEP_MS, ...words);
      });
      return null;
    },
    takeSketch(id, { firstStep, words, quality, seconds }) {
      const listener = listeners.get(id);
      if (listener === undefined) return;
      listener.recording.describe({ quality, seconds });
      const first = firstStep - epoch / STEP_MS;
      for (let i = 0; 2 * i < words.length; i++)
        search.append(listener, first + i, words[2 * i]!, words[2 * i + 1]!);
    },
    end(id, now) {
      listeners.get(id)?.recording.end(now);
    },
    advance(now) {
      for (const { recording } of listeners.values()) recording.expire(now); // A5
      watchSoftSounds(listeners.values());
      addCandidates();
      const changed = takeEvidence(now);
      if (changed && compareRivals()) takeEvidence(now);
      const sure = changed || pairs().some(({ sureAt }) => sureAt !== null);
      const decisions: MatcherDecision[] = sure ? announceRooms(listeners.values(), config, now) : [];
      for (const invitation of inviteToPlay(inOrder(), now)) {
        if (listeners.get(invitation.recordingId)?.isForeign) continue;
        decisions.push({ type: 'play', ...invitation });
      }
      const closing = [...listeners.values()].filter(({ recording }) => now >= recording.closesAt);
      for (const listener of closing) {
        if (listener.isForeign || listener.room !== null || listener.asking === 'asked') continue;
        decisions.push(decideToAsk(listener, config) ?? noneOf(listener));
      }
      for (const listener of closing) drop(listener); // A6
      return decisions;
    },
    forget(id) {
      const listener = listeners.get(id);
      if (listener !== undefined) drop(listener);
    },
  };
}

const lacksFeatures = ({ recording: { features } }: Listener): boolean =>
  features.nextFrame === features.firstFrame;

/** Another one for every recording, whichever server made it. */
const seedOf = (id: string): number => [...id].reduce((seed, c) => (31 * seed + c.charCodeAt(0)) | 0, 7);

const noneOf = (listener: Listener): MatcherDecision => ({
  type: 'none',
  recordingId: listener.recording.id,
  reason: reasonOf(listener),
});
