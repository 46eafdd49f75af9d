import { type Signal, signal } from '@preact/signals';
import { renderSoftSound } from '../../audio/soft-sound.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { PlaySound, RecordingResult, ServerMessage } from '../../shared/protocol.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import type { Request, Trouble } from '../meeting/request.ts';
import type { SealForLine } from '../meeting/sealed-line.ts';
import type { ClockSync } from './clock-sync.ts';
import { rms } from './level.ts';
import {
  isAsked,
  isHearing,
  type ListeningEvent,
  type ListeningState,
  needsMicrophone,
  nextState,
} from './listening.ts';
import {
  isGenuineGesture,
  type Microphone,
  MicrophoneError,
  microphoneObstacle,
  openMicrophone,
  type SoundBlock,
} from './microphone.ts';
import { createRecordingStream, type RecordingStream } from './recording-stream.ts';
import type { Waveform } from './waveform.ts';

export interface ListeningControlOptions {
  request: Request;
  seal: SealForLine;
  clock: ClockSync;
  /** false while the line is known to be lost. */
  isOnline(): boolean;
  /** B5: whether soft sounds are allowed on this device. */
  mayPlay(): boolean;
  /** Where the sound is drawn; null before the page is there. */
  waveform(): Waveform | null;
}

export interface ListeningControl {
  readonly state: Signal<ListeningState>;
  /** The person tapped the logo, or pressed Enter or Space on it. */
  tap(event: Event): void;
  tell(event: ListeningEvent): void;
  result(result: RecordingResult): void;
  /** The server asks whether somebody's sound is of this person's room. */
  nearby(question: ServerMessage<'nearby'>): void;
  /** B5: the server asks for a soft sound. */
  play(sound: PlaySound): void;
  /** Ends a soft sound that plays. */
  hush(): void;
  /** B1: the microphone closes if this is what it records, and the server erases it. */
  forget(recordingId: string): Promise<Trouble | null>;
}

/** One opening of the microphone, from the tap to the answer. */
interface Session {
  readonly closing: AbortController;
  stream: RecordingStream | null;
  loudspeaker: Microphone['loudspeaker'] | null;
  blocks: number;
  zeroBlocks: number;
  /** Open, but without any samples. */
  mute: boolean;
  readonly timers: ReturnType<typeof setTimeout>[];
}

/** So much of nothing but zeros is told, blocks of 40 ms. */
const SILENT_BLOCKS = 30;
/** A microphone that gives no samples at all for so long is shown as silent, ms. */
const MUTE_MS = 1_500;
/** So long the logo shows that it found somebody; then it is ready to let others in, ms. */
const FOUND_MS = 8_000;
/** Who taps once more in impatience, just as the room is found or the question comes, means the tap before. */
const LATE_TAP_MS = 1_000;
/** The server answers within 1.5 s of the end; ms. */
const ANSWER_MS = 6_000;

/** Carries out what the state machine of listening says: microphone, recording, drawing, time limits. */
export function createListeningControl(options: ListeningControlOptions): ListeningControl {
  const { request, seal, clock, isOnline, mayPlay, waveform } = options;
  const state = signal<ListeningState>({ name: 'ready' });
  let session: Session | null = null;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let outcomeAt = Number.NEGATIVE_INFINITY;

  const tell = (event: ListeningEvent) => {
    const before = state.value;
    const after = nextState(before, event);
    if (after === before) return;
    // A3: first the microphone, then the screen.
    if (needsMicrophone(before) && !needsMicrophone(after) && session) close(session, after);
    if (after.name !== 'deciding' && !needsMicrophone(after) && !isAsked(after)) end();
    state.value = after;
    if (isAsked(before)) answer(before.questionId, event);
    if (after.name === 'asking') open();
    clearTimeout(settling);
    if (after.name === 'found' || after.name === 'nearby') outcomeAt = performance.now();
    if (after.name === 'found') settling = setTimeout(() => tell({ type: 'reset' }), FOUND_MS);
    if (after.name === 'nearby' && session !== null) awaitOthers(session);
    if (after.name === 'deciding' && session !== null) awaitAnswer(session);
  };

  const open = () => {
    const mine: Session = {
      closing: new AbortController(),
      stream: null,
      loudspeaker: null,
      blocks: 0,
      zeroBlocks: 0,
      mute: false,
      timers: [],
    };
    session = mine;
    performance.mark('zipsocket-tap');
    const onGone = () => mine === session && tell({ type: 'microphone-gone' });
    const early: SoundBlock[] = [];
    const onBlock = (block: SoundBlock) => {
      if (mine.stream === null) early.push(block);
      else hear(mine, block);
    };
    void openMicrophone({ signal: mine.closing.signal, onBlock, onGone }).then(
      ({ latencyMs, loudspeaker }) => {
        if (mine !== session) return mine.closing.abort();
        mine.loudspeaker = loudspeaker;
        mine.stream = newStream(mine, latencyMs);
        for (const block of early.splice(0)) hear(mine, block);
        later(mine, MUTE_MS, () => {
          if (mine.blocks > 0) return;
          mine.mute = true;
          tell({ type: 'microphone-open' });
          tell({ type: 'sound', silent: true });
        });
      },
      (error: unknown) => {
        if (mine !== session) return;
        const failure = error instanceof MicrophoneError ? error.failure : 'unsupported';
        tell({ type: 'microphone-failed', failure });
      },
    );
    clock.refresh();
  };

  const newStream = (mine: Session, latencyMs: number) =>
    createRecordingStream({
      request,
      seal,
      toServerTime: clock.toServerTime,
      latencyMs,
      canPlay: mayPlay(),
      onRefused: (error) => mine === session && tell({ type: 'refusal', error }),
      onLost: () => mine === session && tell({ type: 'connection-lost' }),
    });

  const hear = (mine: Session, block: SoundBlock) => {
    if (mine !== session || !needsMicrophone(state.value)) return;
    if (mine.blocks === 0) {
      performance.mark('zipsocket-first-frame');
      tell({ type: 'microphone-open' });
    }
    mine.blocks += 1;
    mine.zeroBlocks = rms(block.samples) === 0 ? mine.zeroBlocks + 1 : 0;
    waveform()?.push(block.samples); // A2: the very samples that are sent
    if (mine.blocks === 1) performance.mark('zipsocket-indicator');
    mine.stream?.push(block);
    if (isHearing(state.value)) tell({ type: 'sound', silent: mine.zeroBlocks >= SILENT_BLOCKS });
  };

  const close = (mine: Session, after: ListeningState) => {
    mine.closing.abort();
    performance.mark('zipsocket-microphone-closed');
    waveform()?.clear();
    for (const timer of mine.timers.splice(0)) clearTimeout(timer);
    if (after.name === 'found') performance.mark('zipsocket-found');
  };

  const end = () => {
    for (const timer of session?.timers.splice(0) ?? []) clearTimeout(timer);
    if (session !== null && !session.closing.signal.aborted) session.closing.abort();
    session?.stream?.end();
    session = null;
  };

  const awaitAnswer = (mine: Session) => {
    if (mine.stream?.end() === true) {
      later(mine, ANSWER_MS, () => tell({ type: 'answer-overdue' }));
      return;
    }
    // Nothing was sent, so nobody will answer.
    const reason = mine.mute ? 'muted' : 'too-short';
    tell({ type: 'result', result: { outcome: 'none', recordingId: '', reason } });
  };

  const awaitOthers = (mine: Session) => {
    mine.stream?.end();
    for (const timer of mine.timers.splice(0)) clearTimeout(timer);
    later(mine, LIMITS.questionMs + ANSWER_MS, () => tell({ type: 'answer-overdue' }));
  };

  /** Tells the server what the person made of its question. Who taps the logo instead begins anew. */
  const answer = (questionId: string, event: ListeningEvent) => {
    if (event.type !== 'nearby-answer' && event.type !== 'tap') return;
    const yes = event.type === 'nearby-answer' && event.yes;
    void request('nearby-answer', { questionId, yes }).then((reply) => {
      const now = state.value;
      if (!reply.ok && now.name === 'nearby-waiting' && now.questionId === questionId) {
        tell({ type: 'answer-overdue' });
      }
    });
  };

  const sound = (mine: Session, seed: number) => {
    if (mine.loudspeaker === null || state.value.name !== 'listening' || !mayPlay()) return;
    tell({ type: 'sound-begins' });
    const over = mine.loudspeaker.play((rate) => renderSoftSound(seededRandom(seed), rate));
    void over.then(() => mine === session && tell({ type: 'sound-ends' }));
  };

  const later = (mine: Session, ms: number, act: () => void) => {
    mine.timers.push(setTimeout(() => mine === session && act(), ms));
  };

  return {
    state,
    tell,
    tap(event) {
      if (!isGenuineGesture(event)) return; // A1
      const isOutcome = state.value.name === 'found' || isAsked(state.value);
      if (isOutcome && performance.now() - outcomeAt < LATE_TAP_MS) return;
      const obstacle = microphoneObstacle() ?? (isOnline() ? null : 'connection-lost');
      tell({ type: 'tap', obstacle });
    },
    result(result) {
      const stream = session?.stream;
      if (!stream?.owns(result.recordingId)) return;
      // A8: where most of the sound did not reach the server in time, no other reason is the right one.
      const refused = result.outcome === 'none' && !isAsked(state.value) ? stream.mostlyRefused() : null;
      tell(refused === null ? { type: 'result', result } : { type: 'refusal', error: refused });
    },
    nearby({ recordingId, ...question }) {
      if (session?.stream?.owns(recordingId)) tell({ type: 'nearby', question });
    },
    play({ recordingId, seed, delayMs }) {
      const mine = session;
      if (mine?.stream?.owns(recordingId)) later(mine, delayMs, () => sound(mine, seed));
    },
    hush: () => session?.loudspeaker?.hush(),
    async forget(recordingId) {
      if (session?.stream?.owns(recordingId)) tell({ type: 'deleted' });
      const reply = await request('recording-forget', { recordingId });
      return reply.ok || reply.error === 'unknown-recording' ? null : reply.error;
    },
  };
}
