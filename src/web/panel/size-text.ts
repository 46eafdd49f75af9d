const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A size in words: `812 B`, `3.4 kB`, `12 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes}\u00a0B`;
  if (bytes < 1_000 * 1_024) return `${numbers.format(bytes / 1_024)}\u00a0kB`;
  return `${numbers.format(bytes / (1_024 * 1_024))}\u00a0MB`;
}

/** `4:07` until something, never below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
