import { barHeight, peak, rms } from './level.ts';

/** Draws the sound of the open microphone on a canvas. */
export interface Waveform {
  /** Draws these samples, 40 ms of them, beside those before. */
  push(samples: Int16Array): void;
  /** A2: the microphone is closed: the drawing is taken away. */
  clear(): void;
}

/** Most bars on the screen; each is 40 ms, so they span 1.2 s. */
const BARS = 30;
/** For those who ask for less motion: one unmoving group of bars, renewed this seldom, blocks of 40 ms. */
const CALM_EVERY = 10;
const CALM_SHAPE = [0.35, 0.6, 0.85, 1, 0.85, 0.6, 0.35];
/** Blocks whose level is published, 200 ms. */
const LEVEL_BLOCKS = 5;

/**
 * A waveform of rounded bars in the two colours of the logo, newest on the right; silence is a flat line.
 * `data-level` on the canvas is the level (RMS, 0..1) of the newest 200 ms drawn.
 */
export function createWaveform(canvas: HTMLCanvasElement): Waveform {
  const context = canvas.getContext('2d');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let bars: number[] = [];
  let levels: number[] = [];
  let count = 0;

  const draw = () => {
    if (context === null) return;
    const { width, height } = pixelSize(canvas);
    const style = getComputedStyle(canvas);
    const colours = [style.getPropertyValue('--upper'), style.getPropertyValue('--lower')];
    const room = Math.max(8, Math.min(BARS, Math.floor(width / 8)));
    const heights = calm ? CALM_SHAPE.map((share) => share * (bars.at(-1) ?? 0)) : bars.slice(-room);
    const slot = width / (calm ? CALM_SHAPE.length * 2.2 : room);
    const thickness = Math.max(2, slot * 0.5);
    const left = calm ? (width - slot * CALM_SHAPE.length) / 2 : width - slot * heights.length;
    context.clearRect(0, 0, width, height);
    heights.forEach((share, i) => {
      const x = left + i * slot + (slot - thickness) / 2;
      // The logo is round: bars near its rim are as much shorter as the circle is.
      const chord = Math.sqrt(Math.max(0, 1 - ((2 * x + thickness) / width - 1) ** 2));
      const length = Math.max(thickness, share * chord * height * 0.78);
      // Neighbours are shifted against each other in proportion to their length, like the teeth of the logo.
      const odd = (calm ? i : count - heights.length + i) % 2;
      const shift = (odd === 0 ? -1 : 1) * (length - thickness) * 0.12;
      context.fillStyle = colours[odd] || 'CanvasText';
      context.beginPath();
      context.roundRect(x, (height - length) / 2 + shift, thickness, length, thickness / 2);
      context.fill();
    });
  };

  return {
    push(samples) {
      count += 1;
      levels = [...levels, rms(samples)].slice(-LEVEL_BLOCKS);
      bars = [...bars, barHeight(peak(samples))].slice(-BARS);
      if (calm && count % CALM_EVERY !== 1) return;
      draw();
      const level = Math.sqrt(levels.reduce((sum, each) => sum + each * each, 0) / levels.length);
      canvas.dataset.level = level.toFixed(4);
    },
    clear() {
      bars = [];
      levels = [];
      count = 0;
      context?.clearRect(0, 0, canvas.width, canvas.height);
      delete canvas.dataset.level;
    },
  };
}

/** Gives the canvas as many pixels as the screen shows; returns its size in CSS pixels. */
function pixelSize(canvas: HTMLCanvasElement): { width: number; height: number } {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.getContext('2d')?.scale(ratio, ratio);
  }
  return { width, height };
}
