import type { FormError } from '../../../shared/site-forms.ts';
import { siteT } from '../../i18n/site-t.ts';
import { SiteForm } from './form-page.tsx';
import { renderSitePage } from './site-document.tsx';
import { valueText } from './statistics-page.tsx';

export interface YourDataPageOptions {
  styles: readonly string[];
  /** What the visit is counted as, or why it is not. */
  visit:
    | { readonly counted: true; readonly browser: string; readonly device: string }
    | { readonly counted: false; readonly why: 'objects' | 'machine' };
  /** The site that led here. */
  referrer: string | null;
  /** Names of the cookies that came with the request. */
  cookies: readonly string[];
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, FormError>>;
  hidden: { id: string; token: string };
}

/** W11: what this visit is counted as; and the way to what is held under an e-mail address. */
export function renderYourDataPage(options: YourDataPageOptions): string {
  const { styles, visit, referrer, cookies, values, errors, hidden } = options;
  return renderSitePage({
    title: siteT('your-data.title'),
    ...{ styles, path: '/your-data' },
    children: (
      <>
        <p class="site-lead">{siteT('your-data.lead')}</p>
        <h2>{siteT('your-data.visit')}</h2>
        {visit.counted ? (
          <dl class="facts">
            <Fact label={siteT('statistics.browser')} value={valueText('browser', visit.browser)} />
            <Fact label={siteT('statistics.device')} value={valueText('device', visit.device)} />
            <Fact label={siteT('statistics.referrer')} value={valueText('referrer', referrer ?? 'none')} />
          </dl>
        ) : (
          <p>{siteT(`your-data.${visit.why}`)}</p>
        )}
        <p class="hint">{siteT('your-data.address')}</p>
        <p class="hint">
          {cookies.length === 0
            ? siteT('your-data.no-cookies')
            : siteT('your-data.cookies', { names: cookies.join(', ') })}
        </p>
        <h2>{siteT('your-data.held')}</h2>
        <p>{siteT('your-data.how')}</p>
        <SiteForm {...{ form: 'your-data', values, errors, hidden }} />
        <p class="hint">{siteT('your-data.nameless')}</p>
      </>
    ),
  });
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
