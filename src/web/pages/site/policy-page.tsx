import { siteT } from '../../i18n/site-t.ts';
import { PolicyText, type PolicyValues, sectionOf } from './policy-text.tsx';
import { renderSitePage } from './site-document.tsx';

/** A version of the policy, as its pages need it. */
export interface ShownVersion {
  /** Such as `2026-11-26`. */
  readonly date: string;
  readonly text: string;
  readonly changes: string;
}

export interface PolicyPageOptions {
  version: ShownVersion;
  /** The newest one's date. */
  newest: string;
  values: PolicyValues;
  styles: readonly string[];
}

const LINKS = [
  ['/privacy', 'privacy.newest'],
  ['/privacy/history', 'privacy.history'],
  ['/privacy/proofs', 'proofs.title'],
  ['/privacy/california', 'privacy.california-title'],
  ['/privacy.json', 'privacy.json'],
] as const;

const dates = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' });

/** A date in words, such as "26 November 2026". */
export const dateText = (date: string) => dates.format(new Date(`${date}T00:00:00Z`));

/** W2: a version of the privacy policy, with its date. */
export function renderPolicyPage({ version, newest, values, styles }: PolicyPageOptions): string {
  const isOld = version.date !== newest;
  return renderSitePage({
    title: siteT(isOld ? 'privacy.old-title' : 'privacy.title'),
    ...{ styles, path: isOld ? '' : '/privacy' },
    children: (
      <>
        <p class="site-lead">
          {siteT(isOld ? 'privacy.old' : 'privacy.modified')}{' '}
          <time dateTime={version.date}>{dateText(version.date)}</time>.
        </p>
        <ul class="site-links">
          {LINKS.filter(([href]) => isOld || href !== '/privacy').map(([href, text]) => (
            <li key={href}>
              <a href={href}>{siteT(text)}</a>
            </li>
          ))}
        </ul>
        <PolicyText text={version.text} values={values} />
      </>
    ),
  });
}

/** W11: the answer to what residents of California may ask; a section of the policy. */
export function renderCaliforniaPage({ version, values, styles }: Omit<PolicyPageOptions, 'newest'>): string {
  return renderSitePage({
    title: siteT('privacy.california-title'),
    ...{ styles, path: '' },
    children: (
      <>
        <PolicyText text={sectionOf(version.text, 'California') ?? ''} values={values} />
        <p>
          <a href="/privacy">{siteT('privacy.whole')}</a>
        </p>
      </>
    ),
  });
}
