import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { beaconOf } from '../../../shared/counted-pages.ts';
import { siteT } from '../../i18n/site-t.ts';

export interface SiteDocumentOptions {
  title: string;
  /** Addresses of the built page's style sheets; these pages have no script. */
  styles: readonly string[];
  /** The page's own path, which is marked in the navigation. */
  path: string;
  /** Where the navigation leads: address and text; the website's own pages when left out. */
  links?: readonly (readonly [href: string, text: string])[];
  children: ComponentChildren;
}

const LINKS = [
  ['/privacy', siteT('nav.privacy')],
  ['/feedback', siteT('nav.feedback')],
  ['/information', siteT('nav.information')],
  ['/statistics', siteT('nav.statistics')],
  ['/your-data', siteT('nav.your-data')],
  ['/news', siteT('nav.news')],
  ['/retention', siteT('nav.retention')],
] as const;

/** A page of the website as a whole document, which works without JavaScript and without cookies. */
export function renderSitePage({
  title,
  styles,
  path,
  links = LINKS,
  children,
}: SiteDocumentOptions): string {
  // Whoever works here goes from page to page; visitors read one.
  const isOperators = path.startsWith('/operator');
  const navigation = (
    <nav class={isOperators ? 'site-nav site-nav-above' : 'site-nav'} aria-label={siteT('nav.label')}>
      {links.map(([href, text]) => (
        <a key={href} href={href} {...(href === path ? { 'aria-current': 'page' as const } : {})}>
          {text}
        </a>
      ))}
    </nav>
  );
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} - ${siteT('nav.home')}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
      </head>
      <body>
        <div class="site">
          <header class="site-header">
            <a class="site-home" href="/">
              {siteT('nav.home')}
            </a>
            {isOperators ? navigation : null}
          </header>
          <main class="site-main">
            <h1 class="site-title">{title}</h1>
            {children}
          </main>
          {isOperators ? null : navigation}
          {isOperators ? null : <img class="beacon" src={beaconOf(path)} alt="" />}
        </div>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}`;
}
