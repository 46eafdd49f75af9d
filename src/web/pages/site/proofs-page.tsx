import { siteT } from '../../i18n/site-t.ts';
import { renderSitePage } from './site-document.tsx';

export interface ProofsPageOptions {
  promises: readonly {
    readonly id: string;
    readonly promise: string;
    readonly enforcedIn: readonly string[];
    readonly provenBy: readonly string[];
    readonly state: string;
  }[];
  styles: readonly string[];
}

/** W2: what keeps each promise of the policy, and which test shows it. */
export function renderProofsPage({ promises, styles }: ProofsPageOptions): string {
  return renderSitePage({
    title: siteT('proofs.title'),
    ...{ styles, path: '' },
    children: (
      <>
        <p class="site-lead">{siteT('proofs.lead')}</p>
        {promises.map(({ id, promise, enforcedIn, provenBy, state }) => (
          <section key={id} id={id} class="proof" aria-labelledby={`promise-${id}`}>
            <h2 id={`promise-${id}`}>
              <span class="promise-sign">{id}</span> {promise}
            </h2>
            {state === 'kept' ? (
              <dl>
                <Files term={siteT('proofs.enforced')} files={enforcedIn} />
                <Files term={siteT('proofs.proven')} files={provenBy} />
              </dl>
            ) : (
              <p>{siteT('proofs.planned')}</p>
            )}
          </section>
        ))}
        <p>
          <a href="/privacy">{siteT('privacy.whole')}</a>
        </p>
      </>
    ),
  });
}

function Files({ term, files }: { term: string; files: readonly string[] }) {
  return (
    <>
      <dt>{term}</dt>
      {files.map((file) => (
        <dd key={file}>
          <code>{file}</code>
        </dd>
      ))}
    </>
  );
}
