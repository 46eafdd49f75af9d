import { isCountedPage } from '../../shared/counted-pages.ts';
import { describeBrowser } from './describe-browser.ts';
import type { Tally } from './tally.ts';
import type { Visitors } from './visitors.ts';

/** What a browser says with a request, as far as it matters here. */
export interface Visit {
  readonly address: string;
  readonly userAgent: string;
  /** Of `Sec-GPC` and `DNT`. */
  readonly gpc: string | undefined;
  readonly dnt: string | undefined;
}

/** What a visit is counted as, or why it is not. */
export type VisitKind =
  | { readonly counted: true; readonly browser: string; readonly device: string }
  | { readonly counted: false; readonly why: 'objects' | 'machine' };

/** W8: Global Privacy Control, or Do Not Track. */
export function objects({ gpc, dnt }: Pick<Visit, 'gpc' | 'dnt'>): boolean {
  return gpc?.trim() === '1' || dnt?.trim() === '1';
}

/** W11: from the request itself. */
export function kindOf(visit: Visit): VisitKind {
  if (objects(visit)) return { counted: false, why: 'objects' };
  const kind = describeBrowser(visit.userAgent);
  return kind === null ? { counted: false, why: 'machine' } : { counted: true, ...kind };
}

/** W6, W8: counts pages, and visits: a visitor's first page within a day. */
export function createVisitCounter({ tally, visitors }: { tally: Pick<Tally, 'count'>; visitors: Visitors }) {
  return (visit: Visit, page: string, referrer: string | null): void => {
    const kind = kindOf(visit);
    if (!kind.counted) return;
    tally.count('page', isCountedPage(page) ? page : 'other');
    if (!visitors.isNew(visit.address, visit.userAgent)) return;
    tally.count('visit');
    tally.count('browser', kind.browser);
    tally.count('device', kind.device);
    tally.count('referrer', referrer ?? 'none');
  };
}

const LONGEST_HOST = 100;

/**
 * The site somebody came from, by its name alone: no path, no port, and no bare address, which may be somebody's own.
 *
 * @param own names of this service
 */
export function referringSite(referrer: string | undefined, own: readonly string[]): string | null {
  if (referrer === undefined || !URL.canParse(referrer)) return null;
  const { protocol, hostname } = new URL(referrer);
  if (!/^https?:$/.test(protocol) || own.includes(hostname)) return null;
  const isName = /^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(hostname);
  return isName && hostname.length <= LONGEST_HOST ? hostname : null;
}
