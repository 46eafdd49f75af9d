/** Tenths of a second, rounded up. */
const seconds = new Intl.NumberFormat('en', {
  style: 'unit',
  unit: 'second',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  roundingMode: 'ceil',
});
const moments = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  dateStyle: 'long',
  timeStyle: 'medium',
});

/** An age, e.g. "4.2 sec" or "12 min 5 sec"; rounded up, so that it is never said to be less than it is. */
export function ageText(ms: number): string {
  if (ms < 60_000) return seconds.format(ms / 1_000);
  const whole = Math.ceil(ms / 1_000);
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} sec`;
}

/** A moment, e.g. "25 November 2026 at 06:04:11 UTC". */
export function timeText(ms: number): string {
  return `${moments.format(ms)} UTC`;
}
