import type { ErrorCode } from '../../shared/errors.ts';
import type { RecordingResult } from '../../shared/protocol.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';

/** Why a microphone did not open. */
export type MicrophoneFailure =
  | 'refused'
  | 'no-microphone'
  | 'microphone-busy'
  | 'insecure'
  | 'unsupported'
  /** Its code could not be loaded. */
  | 'connection-lost';

/** Somebody's sound may be of this room: so many other devices are asked the same. */
export interface NearbyQuestion {
  readonly questionId: string;
  readonly devices: number;
}

/**
 * What listening is about at this moment; a person can tell every one of these apart.
 *
 * - `asking`: the browser asks the person, or opens the microphone
 * - `listening`: the microphone is open; `silent-microphone`: it is open and every sample is zero
 * - `playing`: it is open, and the device plays a soft sound (B5)
 * - `deciding`: the microphone is closed, the answer is awaited
 * - `nearby`: the match is weak and the person is asked; `nearby-waiting`: they said yes, and the others are awaited
 */
export type ListeningState =
  | { readonly name: 'ready' | 'asking' | 'listening' | 'silent-microphone' | 'playing' | 'deciding' }
  | { readonly name: 'connection-lost' }
  | { readonly name: MicrophoneFailure }
  | ({ readonly name: 'nearby' | 'nearby-waiting' } & NearbyQuestion)
  | { readonly name: 'found'; readonly others: number }
  | { readonly name: 'nothing'; readonly reason: NoRoomReason }
  | { readonly name: 'failed'; readonly error: ErrorCode };

export type ListeningEvent =
  | { readonly type: 'tap'; readonly obstacle: 'insecure' | 'unsupported' | 'connection-lost' | null }
  /** Found when the page opened, before anybody tapped. */
  | { readonly type: 'obstacle'; readonly obstacle: 'insecure' | 'unsupported' }
  /** The first samples are here. */
  | { readonly type: 'microphone-open' }
  | { readonly type: 'microphone-failed'; readonly failure: MicrophoneFailure }
  /** Whether the last stretch of sound held anything but zeros. */
  | { readonly type: 'sound'; readonly silent: boolean }
  /** B5: a soft sound begins, or is over. */
  | { readonly type: 'sound-begins' | 'sound-ends' }
  /** The microphone's track ended by itself: unplugged, or taken away. */
  | { readonly type: 'microphone-gone' }
  /** A3: the time is over, or the page is hidden for good. */
  | { readonly type: 'stop' }
  | { readonly type: 'nearby'; readonly question: NearbyQuestion }
  /** The person says whether it is their room. */
  | { readonly type: 'nearby-answer'; readonly yes: boolean }
  | { readonly type: 'result'; readonly result: RecordingResult }
  | { readonly type: 'refusal'; readonly error: ErrorCode }
  | { readonly type: 'connection-lost' }
  /** No answer came. */
  | { readonly type: 'answer-overdue' }
  /** B1: the person deleted the recording: nothing comes of it. */
  | { readonly type: 'deleted' }
  /** A meeting began, whichever way: why listening did not lead to one matters no more. */
  | { readonly type: 'joined' }
  /** The person left the meeting: how the last listening ended matters no more. */
  | { readonly type: 'reset' };

const OBSTACLES: readonly string[] = [
  'refused',
  'no-microphone',
  'microphone-busy',
  'insecure',
  'unsupported',
  'connection-lost',
] satisfies MicrophoneFailure[];

/** What the server tells of a recording reaches the page while it listens, and while it waits. */
const AWAITING: readonly string[] = ['listening', 'silent-microphone', 'playing', 'deciding'];

/** A3: whether the microphone may be open, or opening. In every other state it is closed. */
export function needsMicrophone(state: ListeningState): boolean {
  return state.name === 'asking' || isHearing(state);
}

/** Whether samples are recorded. */
export function isHearing(state: ListeningState): boolean {
  return state.name === 'listening' || state.name === 'silent-microphone' || state.name === 'playing';
}

/** Whether a question is on the screen: open, or answered with yes. The microphone is closed. */
export function isAsked(
  state: ListeningState,
): state is ListeningState & { readonly name: 'nearby' | 'nearby-waiting' } {
  return state.name === 'nearby' || state.name === 'nearby-waiting';
}

/** The state after an event. An event that means nothing in a state leaves it as it is. */
export function nextState(state: ListeningState, event: ListeningEvent): ListeningState {
  switch (event.type) {
    case 'tap':
      return tap(state, event.obstacle);
    case 'obstacle':
      return state.name === 'ready' ? { name: event.obstacle } : state;
    case 'microphone-open':
      return state.name === 'asking' ? { name: 'listening' } : state;
    case 'microphone-failed':
      return state.name === 'asking' ? { name: event.failure } : state;
    case 'sound':
      if (!isHearing(state)) return state;
      if (event.silent === (state.name === 'silent-microphone')) return state;
      return { name: event.silent ? 'silent-microphone' : 'listening' };
    case 'sound-begins':
      return state.name === 'listening' ? { name: 'playing' } : state;
    case 'sound-ends':
      return state.name === 'playing' ? { name: 'listening' } : state;
    case 'microphone-gone':
    case 'stop':
      if (state.name === 'asking') return { name: 'ready' };
      return isHearing(state) ? { name: 'deciding' } : state;
    case 'nearby':
      return AWAITING.includes(state.name) ? { name: 'nearby', ...event.question } : state;
    case 'nearby-answer':
      if (state.name !== 'nearby') return state;
      return event.yes ? { ...state, name: 'nearby-waiting' } : { name: 'nothing', reason: 'no-match' };
    case 'result':
      return AWAITING.includes(state.name) || isAsked(state) ? ended(event.result) : state;
    case 'refusal':
      return AWAITING.includes(state.name) ? { name: 'failed', error: event.error } : state;
    case 'connection-lost':
      if (state.name !== 'deciding' && !needsMicrophone(state) && !isAsked(state)) return state;
      return { name: 'connection-lost' };
    case 'answer-overdue':
      return state.name === 'deciding' || isAsked(state) ? { name: 'failed', error: 'internal' } : state;
    case 'deleted':
      return needsMicrophone(state) || state.name === 'deciding' || isAsked(state)
        ? { name: 'ready' }
        : state;
    case 'joined':
      return isInTheWay(state) ? { name: 'ready' } : state;
    case 'reset':
      return needsMicrophone(state) || state.name === 'deciding' ? state : { name: 'ready' };
  }
}

/** Whether a state says why listening led nowhere. */
function isInTheWay({ name }: ListeningState): boolean {
  return name === 'nothing' || name === 'failed' || OBSTACLES.includes(name);
}

function tap(
  state: ListeningState,
  obstacle: (ListeningEvent & { type: 'tap' })['obstacle'],
): ListeningState {
  if (state.name === 'asking') return { name: 'ready' };
  if (isHearing(state)) return { name: 'deciding' }; // A3: a second tap stops
  if (state.name === 'deciding') return state;
  return { name: obstacle ?? 'asking' };
}

function ended(result: RecordingResult): ListeningState {
  if (result.outcome === 'found') return { name: 'found', others: result.others };
  if (result.outcome === 'knocking') return { name: 'ready' }; // the door says how it goes on
  if (result.outcome === 'none') return { name: 'nothing', reason: result.reason };
  return { name: 'failed', error: result.error };
}
