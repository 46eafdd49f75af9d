import type { LocalMatcher } from '../../src/matching/local-matcher.ts';
import type { MatcherDecision } from '../../src/matching/matcher.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';

/** One device in a test: what its microphone hears and when it is open. */
export interface Device {
  id: string;
  /** The whole of what could be heard at this place; index 0 is time `ORIGIN`. */
  sound: Int16Array;
  /** When the microphone opens and closes, ms after `ORIGIN`. */
  from: number;
  to: number;
  /** Error of the claimed capture times, ms. */
  clockError?: number;
  /** Chunks that never arrive. */
  lost?: readonly number[];
  /** From the capture of a chunk's last sample to its arrival, ms. */
  delay?: number;
  /** Keeps the microphone open when a room is found. */
  stubborn?: boolean;
  /** B5: plays the soft sound into its room from this moment on, ms after `ORIGIN`; without it, it may not be asked. */
  play?: (at: number) => void;
}

const ORIGIN = 1_750_000_000_000;
/** From the server's asking until a device's loudspeaker sounds, ms. */
const LOUDSPEAKER_MS = 180;

export interface Heard {
  at: number;
  decision: MatcherDecision;
}

/**
 * Lets devices listen as the pages do: chunks in time, microphones closed when a room is found or people are asked,
 * the matcher advanced every 100 ms.
 *
 * @returns all decisions with their times (ms after `ORIGIN`), and the errors of refused chunks
 */
export function listen(
  matcher: LocalMatcher,
  devices: readonly Device[],
  until = 14_000,
): { heard: Heard[]; errors: ErrorCode[] } {
  const heard: Heard[] = [];
  const errors: ErrorCode[] = [];
  const open = new Map<string, { device: Device; next: number; to: number }>();
  const decide = (at: number) => {
    for (const decision of matcher.advance(ORIGIN + at)) {
      heard.push({ at, decision });
      if (decision.type === 'none') continue;
      if (decision.type === 'play') {
        const state = open.get(decision.recordingId);
        if (state !== undefined && state.to > at) {
          state.device.play?.(at + decision.delayMs + LOUDSPEAKER_MS);
        }
        continue;
      }
      for (const id of decision.recordingIds) {
        const state = open.get(id);
        if (state !== undefined && state.device.stubborn !== true && state.to > at) {
          state.to = at;
          matcher.end(id, ORIGIN + at);
        }
      }
    }
  };
  for (let at = 0; at <= until; at += 20) {
    for (const device of devices) {
      const claimed = device.from + (device.clockError ?? 0);
      const state = open.get(device.id);
      if (state === undefined) {
        if (at < device.from) continue;
        open.set(device.id, { device, next: 0, to: device.to });
        const canPlay = device.play !== undefined;
        matcher.start({ id: device.id, startedAt: ORIGIN + claimed, canPlay }, ORIGIN + at);
        continue;
      }
      const captured = device.from + state.next * AUDIO.chunkMs;
      const complete = captured + AUDIO.chunkMs;
      if (complete <= state.to && at >= complete + (device.delay ?? 60)) {
        const first = Math.round((captured * AUDIO.sampleRate) / 1_000);
        const samples = device.sound.slice(first, first + AUDIO.chunkSamples);
        const sequence = state.next++;
        if (device.lost?.includes(sequence) !== true && samples.length === AUDIO.chunkSamples) {
          const capturedAt = ORIGIN + claimed + sequence * AUDIO.chunkMs;
          const error = matcher.push(device.id, { sequence, capturedAt, samples }, ORIGIN + at);
          if (error !== null) errors.push(error);
          decide(at);
        }
      }
      if (at >= state.to && at - 20 < state.to) matcher.end(device.id, ORIGIN + at);
    }
    if (at % 100 === 0) decide(at);
  }
  return { heard, errors };
}
