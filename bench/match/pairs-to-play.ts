import type { Manifest } from './manifest.ts';

/** Every listed pair, and with `all` every pair of clips of different moments too. */
export function pairsToPlay({ clips, pairs }: Manifest, all: boolean): Array<{ a: string; b: string }> {
  const chosen = pairs.map(({ a, b }) => ({ a, b }));
  if (!all) return chosen;
  const key = (a: string, b: string) => (a < b ? `${a}|${b}` : `${b}|${a}`);
  const listed = new Set(chosen.map(({ a, b }) => key(a, b)));
  clips.forEach((one, i) => {
    for (const other of clips.slice(0, i)) {
      if (one.moment === other.moment || listed.has(key(one.file, other.file))) continue;
      chosen.push({ a: other.file, b: one.file });
    }
  });
  return chosen;
}
