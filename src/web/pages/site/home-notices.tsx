import { siteT } from '../../i18n/site-t.ts';

/** Something the home page tells everybody for a while. */
export interface HomeNotice {
  readonly text: string;
  /** Where there is more about it; null: nowhere. */
  readonly href: string | null;
}

/** W3: notices above the home page. Each can be hidden, without a script and without a cookie. */
export function HomeNotices({ notices }: { notices: readonly HomeNotice[] }) {
  if (notices.length === 0) return null;
  return (
    <aside class="home-notices" aria-label={siteT('notice.label')}>
      {notices.map(({ text, href }) => (
        <details key={text} class="home-notice" open>
          <summary>{siteT('notice.hide')}</summary>
          <p>
            {text} {href === null ? null : <a href={href}>{siteT('notice.more')}</a>}
          </p>
        </details>
      ))}
    </aside>
  );
}
