/** B5: plays into the room that a microphone listens to, through the same audio context: neither outlives the other. */
export interface Loudspeaker {
  /**
   * @param render gives the samples for a rate in Hz
   * @returns when it is over, for whatever reason
   */
  play(render: (sampleRate: number) => Float32Array<ArrayBuffer>): Promise<void>;
  /** Silent at once; what plays is over. */
  hush(): void;
  /** Silent at once, for good; closes the context. */
  close(): void;
}

/** A sound that is cut off would click; so it dies away in this time, s. */
const HUSH_S = 0.02;

export function createLoudspeaker(context: AudioContext): Loudspeaker {
  let stop: (() => void) | null = null;

  const close = () => {
    if (context.state !== 'closed') void context.close();
  };
  return {
    play(render) {
      if (context.state !== 'running') return Promise.resolve();
      const samples = render(context.sampleRate);
      const buffer = context.createBuffer(1, samples.length, context.sampleRate);
      buffer.copyToChannel(samples, 0);
      const volume = new GainNode(context);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(volume).connect(context.destination);
      return new Promise((resolve) => {
        const over = () => {
          stop = null;
          resolve();
        };
        stop = () => {
          const now = context.currentTime;
          volume.gain.setValueAtTime(1, now);
          volume.gain.linearRampToValueAtTime(0, now + HUSH_S);
          source.stop(now + HUSH_S);
          over();
        };
        source.onended = over;
        source.start();
      });
    },
    hush: () => stop?.(),
    close() {
      if (stop === null) return close();
      stop();
      setTimeout(close, 2 * HUSH_S * 1_000);
    },
  };
}
