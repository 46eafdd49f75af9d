import { SOFT_SOUND } from '../audio/soft-sound.ts';
import { LIMITS } from '../shared/limits.ts';
import { type Listener, type Pair, ratioOf } from './listener.ts';

/** Who is to play the soft sound, and how long from now its device waits with it, ms. */
export interface Invitation {
  readonly recordingId: string;
  readonly delayMs: number;
}

/** What soft sounds have to do with a recording. */
export interface SoftSoundState {
  /** Its device can play, and its owner lets it. */
  readonly canPlay: boolean;
  /** When its device was asked to play, ms; null: not yet. */
  askedAt: number | null;
  /** It was too poor when a device was asked to play: soft sounds may be all it hears. */
  among: boolean;
  /** How long it had been heard when it last ceased to be poor, s; null while it is poor. */
  richFrom: number | null;
}

/** Pause between two looks at all recordings, ms. */
const LOOK_MS = 100;
/** Sound heard before a recording is called too poor, s. */
const HEARD = 1.2;
/** From the asking until its sound, if others heard it, has led to a decision; then it is somebody else's turn. ms */
const TURN_MS = 2_000;
/**
 * The share of such recordings that play at a time. One sound is enough for a room, and several drown each other; but
 * nobody knows which recordings are of one room, and every room needs one. With a quarter, everybody has a turn before
 * the recording ends; who has found the others by then needs none.
 */
const AT_ONCE = 1 / 4;
/** Two sounds that begin at the same moment in two rooms are alike by chance; so they begin apart by this much, ms. */
const APART = { ms: 300, starts: 4 };
/** The beginning of a sound is alike in any two rooms: it has to be heard for so long before it decides anything, s. */
const SETTLED = 0.6;
/** And who hears soft sounds alone has to be surer, since they can be alike by chance; nats. */
const SURER = 6;

export const newSoftSoundState = (canPlay: boolean): SoftSoundState => ({
  ...{ canPlay, askedAt: null, among: false, richFrom: null },
});

/**
 * B5: whose devices are to play a soft sound now; each recording's is invited once at most.
 *
 * @returns a function of all recordings, in the order of their start, and the time; to be called as often as one likes
 */
export function createInvitations(): (listeners: Iterable<Listener>, now: number) => Invitation[] {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return (listeners, now) => {
    if (now - lookedAt < LOOK_MS) return [];
    lookedAt = now;
    return inviteToPlay(listeners, now);
  };
}

function inviteToPlay(listeners: Iterable<Listener>, now: number): Invitation[] {
  const crowd = [...listeners].filter(
    (one) => isSearching(one) && timeLeft(one, now) > 0 && (one.softSound.among || isPoor(one)),
  );
  if (crowd.length < 2) return [];
  const waiting = crowd.filter(
    (one) =>
      one.softSound.canPlay && one.softSound.askedAt === null && timeLeft(one, now) > SOFT_SOUND.lengthMs,
  );
  const playing = crowd.filter(({ softSound: { askedAt } }) => askedAt !== null && now - askedAt < TURN_MS);
  const places = Math.min(waiting.length, Math.ceil(AT_ONCE * crowd.length) - playing.length);
  if (places <= 0) return [];
  for (const { softSound } of crowd) softSound.among = true;
  return Array.from({ length: places }, (_, i) => {
    // Who tapped one after the other is likely to be in one room: so the places lie far apart in that order.
    const { softSound, recording } = waiting[Math.floor(((i + 0.5) * waiting.length) / places)]!;
    softSound.askedAt = now;
    return { recordingId: recording.id, delayMs: ((playing.length + i) % APART.starts) * APART.ms };
  });
}

/** Notes since when recordings that soft sounds were played for have heard something. */
export function watchSoftSounds(listeners: Iterable<Listener>): void {
  for (const listener of listeners) {
    const { softSound, recording } = listener;
    if (!softSound.among) continue;
    softSound.richFrom = isPoor(listener) ? null : (softSound.richFrom ?? recording.seconds);
  }
}

/** The evidence by which a pair may be decided; null while it may not. */
export function decisiveRatio(pair: Pair): number | null {
  const helped = [pair.a, pair.b].filter(({ softSound }) => softSound.among);
  const ratio = ratioOf(pair);
  if (ratio === null || helped.length === 0) return ratio;
  return helped.every(hasSettled) ? ratio - SURER : null;
}

const hasSettled = ({ softSound, recording }: Listener): boolean =>
  softSound.richFrom !== null && recording.seconds - softSound.richFrom >= SETTLED;

/** What it hears is not nothing, but too quiet or too steady to tell a room by. */
function isPoor({ recording }: Listener): boolean {
  return recording.seconds >= HEARD && recording.quality.reason === 'too-quiet';
}

/** It has found no room yet, and no question to its person has closed its microphone. */
const isSearching = ({ room, asking }: Listener): boolean => room === null && asking !== 'asked';

/** How long its microphone can stay open, ms. */
function timeLeft({ recording }: Pick<Listener, 'recording'>, now: number): number {
  return recording.closesAt - LIMITS.audioAfterEndMs - now;
}
