import { type Chunk, createRecordingIntake, type Intake, type RecordingIntake } from './recording-intake.ts';
import { createRecordingSpan } from './recording-span.ts';

/** Turns the sound of several recordings into features while they are made. Times are ms on the server's clock. */
export interface FeatureExtractor {
  /**
   * @param recording.startedAt claimed capture time of its first sample
   * @param recording.memory where its sound is held: INTAKE_SAMPLES samples
   */
  start(recording: { id: string; startedAt: number; memory?: Int16Array }, now: number): void;
  /** Takes a chunk in order of its number. The samples are copied. */
  push(id: string, chunk: Chunk, now: number): Intake;
  /** The microphone was closed. Chunks on the way still count for a while. */
  end(id: string, now: number): void;
  /** Erases its sound at once. */
  forget(id: string): void;
  /** A5, A6: erases what has expired. To be called every 100 ms. */
  expire(now: number): void;
  /** Erases everything. */
  clear(): void;
  readonly size: number;
}

export function createFeatureExtractor(): FeatureExtractor {
  const intakes = new Map<string, RecordingIntake>();
  function forget(id: string): void {
    intakes.get(id)?.erase(); // A6
    intakes.delete(id);
  }
  return {
    forget,
    get size() {
      return intakes.size;
    },
    start({ id, startedAt, memory }, now) {
      forget(id);
      if (!Number.isFinite(now)) return;
      intakes.set(id, createRecordingIntake(createRecordingSpan(startedAt, now), memory));
    },
    push(id, chunk, now) {
      return intakes.get(id)?.push(chunk, now) ?? { error: 'unknown-recording' };
    },
    end(id, now) {
      intakes.get(id)?.span.end(now);
    },
    expire(now) {
      for (const [id, intake] of intakes) {
        if (now < intake.span.closesAt) intake.expire(now);
        else forget(id);
      }
    },
    clear() {
      for (const id of intakes.keys()) forget(id);
    },
  };
}
