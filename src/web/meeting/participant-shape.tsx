import type { JSX } from 'preact';
import type { Look, Shape } from './participant-look.ts';

const OUTLINES: Record<Shape, JSX.Element> = {
  circle: <circle cx="12" cy="12" r="9" />,
  square: <rect x="4" y="4" width="16" height="16" rx="3" />,
  triangle: <path d="M12 3.5 21.5 20h-19z" />,
  diamond: <path d="M12 2 22 12 12 22 2 12z" />,
  hexagon: <path d="M7 3.4h10l5 8.6-5 8.6H7L2 12z" />,
  star: <path d="m12 1.8 3 6.6 7.2.8-5.4 4.8 1.5 7.1-6.3-3.6-6.3 3.6L7.2 14 1.8 9.2l7.2-.8z" />,
  drop: <path d="M12 1.5c4.5 5.5 7.5 9 7.5 13a7.5 7.5 0 0 1-15 0c0-4 3-7.5 7.5-13z" />,
  cross: <path d="M8.5 2.5h7v6h6v7h-6v6h-7v-6h-6v-7h6z" />,
};

/** The coloured shape of a participant. The name stands beside it, so it is no text of its own. */
export function ParticipantShape({ look: { hue, shape } }: { look: Look }) {
  return (
    <svg class={`shape hue-${hue}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {OUTLINES[shape]}
    </svg>
  );
}
