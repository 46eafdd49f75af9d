import laterSheet from '../later.css?url';
import { type LaterParts, loadSheet } from './later.ts';

/** Loads what the page needs once somebody does something on it, with its style sheet. */
export async function loadLater(): Promise<LaterParts> {
  const [parts] = await Promise.all([import('./later-parts.ts'), loadSheet(laterSheet)]);
  return parts;
}
