import { renderToString } from 'preact-render-to-string';
import { beaconOf } from '../../shared/counted-pages.ts';
import { t } from '../i18n/t.ts';
import { App } from './app.tsx';
import { inertActions, initialState } from './app-model.ts';
import { type HomeNotice, HomeNotices } from './site/home-notices.tsx';

export interface HomePageOptions {
  /** Addresses of the built page's script and style sheets. */
  assets: { script: string; styles: string[] };
  /** The one this answer's Content-Security-Policy names. */
  nonce: string;
  /** W3: what everybody is told for a while. */
  notices?: readonly HomeNotice[];
}

/** Stands in a rendered page for the nonce of an answer. */
const ANY_NONCE = 'any-nonce';

/**
 * Renders home pages. But for the nonce the page is the same for everybody until other notices or another build come,
 * so that it is rendered once for all of them.
 */
export function createHomePages(): (options: HomePageOptions) => string {
  let known = { of: '', before: '', after: '' };
  return ({ nonce, ...page }) => {
    const of = JSON.stringify(page);
    if (known.of !== of) {
      const html = renderHomePage({ ...page, nonce: ANY_NONCE });
      // The first one is the script's, in the head: what people wrote comes after it.
      const at = html.indexOf(ANY_NONCE);
      known = { of, before: html.slice(0, at), after: html.slice(at + ANY_NONCE.length) };
    }
    return known.before + nonce + known.after;
  };
}

/** The home page as a whole document, as it is before anything happened; the script takes it over from there. */
export function renderHomePage({ assets, nonce, notices = [] }: HomePageOptions): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{t('page.title')}</title>
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="description" content={t('page.description')} />
        <meta name="theme-color" content="#f6f4ef" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#14161f" media="(prefers-color-scheme: dark)" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icon-180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script type="module" src={assets.script} nonce={nonce} />
      </head>
      <body data-connection="connecting" data-meeting="">
        <noscript>
          <p class="noscript">{t('page.noscript')}</p>
        </noscript>
        <HomeNotices notices={notices} />
        <div id="app">
          <App model={{ state: initialState(), actions: inertActions }} />
        </div>
        <img class="beacon" src={beaconOf('/')} alt="" />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}`;
}
