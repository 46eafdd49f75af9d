declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakWorker {
    get_samplerate(): number;
    /** 0 = found. */
    set_voice(name: string): number;
    set_rate(wordsPerMinute: number): void;
    set_pitch(pitch: number): void;
    set_range(range: number): void;
    synthesize(text: string, heard: (samples: Int16Array | null) => boolean | undefined): void;
  }
  export default function load(): Promise<{ eSpeakNGWorker: new () => EspeakWorker }>;
}
