import { siteT } from '../../i18n/site-t.ts';
import { dateText, type ShownVersion } from './policy-page.tsx';
import { renderSitePage } from './site-document.tsx';

/** A passage of the policy that differs from the version before. */
interface ChangedPassage {
  readonly heading: string;
  readonly pieces: readonly { readonly text: string; readonly change: 'same' | 'added' | 'removed' }[];
}

export interface PolicyHistoryOptions {
  /** Newest first. */
  history: readonly { version: ShownVersion; passages: readonly ChangedPassage[] }[];
  styles: readonly string[];
}

/** W2: all versions of the policy, with what changed from each to the next. */
export function renderPolicyHistoryPage({ history, styles }: PolicyHistoryOptions): string {
  return renderSitePage({
    title: siteT('history.title'),
    ...{ styles, path: '' },
    children: (
      <>
        <p class="site-lead">{siteT('history.lead')}</p>
        {history.map(({ version, passages }, index) => (
          <section key={version.date} class="policy-version" aria-labelledby={`version-${version.date}`}>
            <h2 id={`version-${version.date}`}>
              <a href={index === 0 ? '/privacy' : `/privacy/versions/${version.date}`}>
                {dateText(version.date)}
              </a>
            </h2>
            <p>{version.changes}</p>
            <Passages passages={passages} />
          </section>
        ))}
      </>
    ),
  });
}

function Passages({ passages }: { passages: readonly ChangedPassage[] }) {
  return passages.map(({ heading, pieces }, index) => (
    <div key={index} class="policy-change">
      {heading === '' || heading === passages[index - 1]?.heading ? null : <h3>{heading}</h3>}
      <p>
        {pieces.map(({ text, change }, at) =>
          change === 'added' ? (
            <ins key={at}>
              <span class="visually-hidden">{siteT('history.added')} </span>
              {text}
            </ins>
          ) : change === 'removed' ? (
            <del key={at}>
              <span class="visually-hidden">{siteT('history.removed')} </span>
              {text}
            </del>
          ) : (
            <span key={at}>{text}</span>
          ),
        )}
      </p>
    </div>
  ));
}
