/**
 * W6: the pages that are counted by name. The path of any other may hold what only one person should know, such as the
 * token of a link; such a page is counted as another one.
 */
const COUNTED_PAGES: ReadonlySet<string> = new Set([
  '/',
  '/privacy',
  '/privacy/history',
  '/privacy/proofs',
  '/privacy/california',
  '/feedback',
  '/information',
  '/news',
  '/statistics',
  '/your-data',
]);

export const isCountedPage = (path: string): boolean => COUNTED_PAGES.has(path);

/** Where the beacon of a page is: an image, which needs no script. */
export const BEACON_PATH = '/count.gif';

export function beaconOf(page: string): string {
  return `${BEACON_PATH}?p=${encodeURIComponent(isCountedPage(page) ? page : 'other')}`;
}
