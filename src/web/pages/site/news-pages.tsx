import type { Wording } from '../../../shared/news.ts';
import { siteT } from '../../i18n/site-t.ts';
import { renderSitePage } from './site-document.tsx';

interface PageOptions {
  styles: readonly string[];
}

/** W5: what the link of a confirmation mail opens. Opening it confirms nothing: mail programs do that by themselves. */
export function renderConfirmPage({
  styles,
  action,
  wording,
}: PageOptions & {
  action: string;
  /** What was agreed to when signing up. */
  wording: Wording;
}): string {
  return renderSitePage({
    title: siteT('news.title'),
    ...{ styles, path: action },
    children: (
      <>
        <p class="site-lead">{siteT('news.confirm-lead')}</p>
        <blockquote id="wording">{siteT(`consent.${wording}`)}</blockquote>
        <form class="site-form" method="post" action={action}>
          <div class="site-field">
            <label class="site-check" for="uncounted">
              <input type="checkbox" id="uncounted" name="uncounted" aria-describedby="uncounted-hint" />
              {siteT('news.uncounted')}
            </label>
            <p class="hint" id="uncounted-hint">
              {siteT('news.uncounted-hint')}
            </p>
          </div>
          <button class="button primary" type="submit">
            {siteT('news.confirm')}
          </button>
        </form>
      </>
    ),
  });
}

/** W5: what came of it, or why nothing did. */
export function renderNewsNote({
  styles,
  note,
}: PageOptions & { note: 'news.confirmed' | 'news.too-old' | 'unsubscribe.away' }): string {
  return renderSitePage({
    title: siteT('news.title'),
    ...{ styles, path: '/news/' },
    children: (
      <>
        <p class="site-lead" role={note === 'news.confirmed' ? 'status' : 'alert'}>
          {siteT(note)}
        </p>
        {note === 'news.too-old' ? (
          <p>
            <a href="/news">{siteT('news.again')}</a>
          </p>
        ) : null}
      </>
    ),
  });
}

export interface UnsubscribePageOptions extends PageOptions {
  /** The path of the link, and the one that changes what is counted. */
  paths: { unsubscribe: string; opens: string };
  /** Whether opened mails are counted (W8); null: not on the list. */
  countsOpens: boolean | null;
}

/** W5: what the link under news opens. Opening it changes nothing: link scanners do. */
export function renderUnsubscribePage({ styles, paths, countsOpens }: UnsubscribePageOptions): string {
  return renderSitePage({
    title: siteT('unsubscribe.title'),
    ...{ styles, path: paths.unsubscribe },
    children: (
      <>
        <p class="site-lead">{siteT('unsubscribe.lead')}</p>
        <form class="site-form" method="post" action={paths.unsubscribe}>
          <button class="button primary" type="submit">
            {siteT('unsubscribe.button')}
          </button>
        </form>
        {countsOpens === null ? null : (
          <>
            <h2>{siteT('opens.title')}</h2>
            <p>{siteT(countsOpens ? 'opens.counted' : 'opens.uncounted')}</p>
            <form class="site-form" method="post" action={paths.opens}>
              <input type="hidden" name="count" value={countsOpens ? 'no' : 'yes'} />
              <button class="button" type="submit">
                {siteT(countsOpens ? 'opens.stop' : 'opens.start')}
              </button>
            </form>
          </>
        )}
      </>
    ),
  });
}

/** W5: it is done, or cannot be. */
export function renderUnsubscribeNote({
  styles,
  note,
}: PageOptions & { note: 'unsubscribe.done' | 'unsubscribe.bad-link' | 'unsubscribe.away' }): string {
  return renderSitePage({
    title: siteT('unsubscribe.title'),
    ...{ styles, path: '/mail/' },
    children: (
      <p class="site-lead" role={note === 'unsubscribe.done' ? 'status' : 'alert'}>
        {siteT(note)}
      </p>
    ),
  });
}
