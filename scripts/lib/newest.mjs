import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';

/**
 * When any of these files, or of the files in these folders, was changed last. Tests do not count.
 *
 * @param {string[]} places relative to the project
 * @returns {number} ms since 1970; 0 when there is none
 */
export function newestChange(places) {
  return Math.max(0, ...places.map((place) => changeOf(path.join(ROOT, place))));
}

function changeOf(place) {
  const info = statSync(place, { throwIfNoEntry: false });
  if (info === undefined || /\.test\.tsx?$/.test(place)) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  // The folder's own time tells of files that were removed.
  const inside = readdirSync(place).map((name) => changeOf(path.join(place, name)));
  return Math.max(info.mtimeMs, ...inside);
}
