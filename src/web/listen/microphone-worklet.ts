import { AUDIO } from '../../shared/audio-format.ts';
import { LIMITS } from '../../shared/limits.ts';
import { createResampler } from './resampler.ts';

/** What the audio thread posts to the page, 25 times a second. */
export interface WorkletBlock {
  /** 40 ms at 16 kHz, Int16. */
  readonly samples: Int16Array<ArrayBuffer>;
  /** Samples delivered so far, these included. */
  readonly frames: number;
  /** The earliest of this block's readings of the wall clock, brought back to sample 0; ms since 1970. */
  readonly startEpoch: number;
}

// The scope of audio worklets, which the compiler's DOM library does not know.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const BLOCK = AUDIO.chunkSamples / 5;
const MAX_FRAMES = (LIMITS.listeningMs / 1_000) * AUDIO.sampleRate;

/** Gives the microphone's samples to the page as they come. Its own output stays silent. */
class MicrophoneProcessor extends AudioWorkletProcessor {
  readonly #resampler =
    sampleRate === AUDIO.sampleRate ? null : createResampler(sampleRate, AUDIO.sampleRate);
  #block = new Int16Array(BLOCK);
  #filled = 0;
  #frames = 0;
  #input = 0;
  #startEpoch = Number.POSITIVE_INFINITY;

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (input === undefined) return true; // the microphone does not deliver yet
    this.#input += input.length;
    // The clock is read here, since messages to a busy page come late; it counts ms, so the earliest reading wins.
    this.#startEpoch = Math.min(this.#startEpoch, Date.now() - (this.#input * 1_000) / sampleRate);
    for (const sample of this.#resampler?.push(input) ?? input) {
      this.#block[this.#filled] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
      this.#filled += 1;
      if (this.#filled === BLOCK) this.#post();
    }
    return this.#frames < MAX_FRAMES; // A3: whatever the page does, no frame is older than the limit
  }

  #post(): void {
    if (this.#frames >= MAX_FRAMES) return;
    this.#frames += BLOCK;
    const message: WorkletBlock = {
      samples: this.#block,
      frames: this.#frames,
      startEpoch: this.#startEpoch,
    };
    this.port.postMessage(message, [message.samples.buffer]);
    this.#block = new Int16Array(BLOCK);
    this.#filled = 0;
    this.#startEpoch = Number.POSITIVE_INFINITY;
  }
}

registerProcessor('microphone', MicrophoneProcessor);
