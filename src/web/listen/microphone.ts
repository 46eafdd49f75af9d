import { AUDIO } from '../../shared/audio-format.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { MicrophoneFailure } from './listening.ts';
import { createLoudspeaker, type Loudspeaker } from './loudspeaker.ts';
import type { WorkletBlock } from './microphone-worklet.ts';
import workletUrl from './microphone-worklet.ts?worker&url';

/** 40 ms of sound. */
export interface SoundBlock {
  readonly samples: Int16Array;
  /** Samples delivered so far, these included. */
  readonly frames: number;
  /** When the last of them was delivered, ms of `performance.now`. */
  readonly deliveredAt: number;
}

export interface Microphone {
  /** What the device says of its own delay, ms; 0 when it says nothing. */
  readonly latencyMs: number;
  /** B5: can be heard as long as the microphone is open; before the person's tap there is none. */
  readonly loudspeaker: Pick<Loudspeaker, 'play' | 'hush'>;
}

export interface MicrophoneOptions {
  onBlock(block: SoundBlock): void;
  /** The device was unplugged or taken away, or the time is over. */
  onGone(): void;
  /** A3: aborting closes the microphone at once, or as soon as the browser hands it over. */
  signal: AbortSignal;
}

/** Why the microphone did not open. */
export class MicrophoneError extends Error {
  readonly failure: MicrophoneFailure;

  constructor(failure: MicrophoneFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** What stands in the way of any microphone on this page. */
export function microphoneObstacle(): 'insecure' | 'unsupported' | null {
  if (!window.isSecureContext) return 'insecure';
  const capable = 'mediaDevices' in navigator && 'AudioWorkletNode' in window;
  return capable ? null : 'unsupported';
}

/** A1: a person's own click, tap or key press, at this moment; a script's `click()` is none. */
export function isGenuineGesture(event: Event): boolean {
  return event.isTrusted && ((navigator as Partial<Navigator>).userActivation?.isActive ?? true);
}

/**
 * Opens the microphone, untouched: no echo cancellation, no noise suppression, no gain control.
 * To be called inside a gesture, since browsers only then start an audio context.
 *
 * @throws MicrophoneError
 */
export async function openMicrophone(options: MicrophoneOptions): Promise<Microphone> {
  const { signal, onBlock, onGone } = options;
  let context = createContext(AUDIO.sampleRate);
  let loudspeaker = createLoudspeaker(context);
  let ready = prepare(context);
  ready.catch(() => {}); // reported below, after the more telling failure of the device
  const asked = navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const stream = await asked.catch((error: unknown) => {
    loudspeaker.close();
    throw new MicrophoneError(failureOf(error));
  });
  const [track] = stream.getAudioTracks();
  // A3: counted from the opening, which no sample can precede.
  const limit = setTimeout(() => {
    close();
    onGone();
  }, LIMITS.listeningMs);
  const close = () => {
    clearTimeout(limit);
    for (const each of stream.getTracks()) each.stop();
    loudspeaker.close();
  };
  if (signal.aborted || track === undefined) {
    close();
    throw new MicrophoneError('no-microphone');
  }
  signal.addEventListener('abort', close, { once: true });
  track.addEventListener('ended', onGone);
  try {
    let source = connectable(context, stream);
    if (source === null) {
      // Older Firefox does not mix rates: take the device's own rate, the worklet resamples.
      loudspeaker.close();
      context = createContext(undefined);
      loudspeaker = createLoudspeaker(context);
      ready = prepare(context);
      source = context.createMediaStreamSource(stream);
    }
    await ready;
    signal.throwIfAborted();
    const node = new AudioWorkletNode(context, 'microphone', {
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    node.port.onmessage = blockReader(signal, onBlock);
    // Connected to the (silent) output, or no browser would pull samples through it.
    source.connect(node).connect(context.destination);
  } catch (error) {
    close();
    throw error instanceof MicrophoneError ? error : new MicrophoneError('unsupported');
  }
  const { latency } = track.getSettings() as MediaTrackSettings & { latency?: number };
  return { latencyMs: Math.max(0, Math.min(0.5, latency ?? 0)) * 1_000, loudspeaker };
}

function createContext(sampleRate: number | undefined): AudioContext {
  try {
    return new AudioContext({ latencyHint: 'interactive', ...(sampleRate ? { sampleRate } : {}) });
  } catch {
    return new AudioContext();
  }
}

async function prepare(context: AudioContext): Promise<void> {
  void context.resume().catch(() => {}); // inside the gesture; without any audio output it may never settle
  try {
    await context.audioWorklet.addModule(workletUrl);
  } catch {
    throw new MicrophoneError('connection-lost'); // no line just then, or the server has a newer page
  }
}

function connectable(context: AudioContext, stream: MediaStream): MediaStreamAudioSourceNode | null {
  try {
    return context.createMediaStreamSource(stream);
  } catch {
    return null;
  }
}

/** Gives each block the local time of its delivery: the worklet's reading, unless the wall clock was set since. */
function blockReader(signal: AbortSignal, onBlock: (block: SoundBlock) => void) {
  const epochOffset = Date.now() - performance.now();
  return (event: MessageEvent<WorkletBlock>) => {
    if (signal.aborted) return;
    const { samples, frames, startEpoch } = event.data;
    const now = performance.now();
    const read = startEpoch + (frames * 1_000) / AUDIO.sampleRate - epochOffset;
    const deliveredAt = read <= now + 2 && read > now - 1_000 ? read : now;
    onBlock({ samples, frames, deliveredAt });
  };
}

function failureOf(error: unknown): MicrophoneFailure {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-microphone';
  if (name === 'NotReadableError' || name === 'AbortError') return 'microphone-busy';
  return 'unsupported';
}
