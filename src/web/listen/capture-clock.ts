export interface CaptureClockOptions {
  /** Samples per second that `frames` counts, Hz. */
  readonly rate: number;
  /** How long a sample is under way inside the device before the page can see it, ms (track settings). */
  readonly latencyMs: number;
}

export interface CaptureClock {
  /** All samples before `frames` had been delivered by `localTime` (ms of `performance.now`), or earlier. */
  observe(frames: number, localTime: number): void;
  /** Local time (ms) at which this sample was captured; null before the first observation. */
  capturedAt(frame: number): number | null;
  /** How much sound the observations span, ms. */
  observedMs(): number;
}

/** Deliveries only ever come late. Their minimum over this span follows drift (0.2 ms) and a stalled device. */
const WINDOW_MS = 2_000;
/** When all deliveries of so long are later than those before by so much, sound was lost in between. ms. */
const LOST = { overMs: 400, byMs: 20 };

/**
 * Tells when a sample was captured. Samples come at an even pace, but the page hears of them in bursts and late;
 * the least late of the last two seconds of observations is the nearest to the truth.
 */
export function createCaptureClock({ rate, latencyMs }: CaptureClockOptions): CaptureClock {
  const msPerFrame = 1_000 / rate;
  let window: { frames: number; at: number; start: number }[] = [];
  let first: number | null = null;
  let last = 0;

  /** Deliveries that pile up behind a stall come in one moment, so they do not span the time that a loss takes. */
  function forgetBeforeLoss(now: number): void {
    const since = window.findIndex(({ at }) => at > now - LOST.overMs);
    const [before, after] = [window.slice(0, since), window.slice(since)];
    if (before.length === 0 || now - after[0]!.at < 0.75 * LOST.overMs) return;
    if (least(after) - least(before) > LOST.byMs) window = after;
  }
  return {
    observe(frames, localTime) {
      first ??= frames;
      last = frames;
      const oldest = frames - WINDOW_MS / msPerFrame;
      window = window.filter((seen) => seen.frames >= oldest);
      window.push({ frames, at: localTime, start: localTime - frames * msPerFrame });
      forgetBeforeLoss(localTime);
    },
    capturedAt(frame) {
      if (window.length === 0) return null;
      return least(window) + frame * msPerFrame - latencyMs;
    },
    observedMs: () => (last - (first ?? last)) * msPerFrame,
  };
}

const least = (window: readonly { start: number }[]) => Math.min(...window.map(({ start }) => start));
