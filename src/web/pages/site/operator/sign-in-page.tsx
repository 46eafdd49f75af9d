import { OPERATOR_FIELDS } from '../../../../shared/operator.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { renderOutsidePage } from './operator-page.tsx';

/** Texts somebody wrote into a form that was not taken. */
type Typed = readonly string[];

export interface SignInPageOptions {
  styles: readonly string[];
  /** The secret of a link that was opened; null: none. */
  link: string | null;
  hasToken: boolean;
  problem: 'wrong' | 'too-many' | null;
  /** Written when the session had ended. */
  typed?: Typed;
}

/**
 * The way in. A link that is opened shows a button, as programs that look at links open them too; nothing but the
 * button uses it up.
 */
export function renderSignInPage(options: SignInPageOptions): string {
  const { styles, link, hasToken, problem, typed = [] } = options;
  return renderOutsidePage({
    ...{ styles, title: operatorT('sign-in.title') },
    children: (
      <>
        <p class="site-lead">{operatorT('sign-in.lead')}</p>
        {typed.length > 0 ? <Kept lead={operatorT('sign-in.over')} typed={typed} /> : null}
        {problem ? (
          <p class="error" role="alert" id="sign-in-error">
            {operatorT(`sign-in.${problem}`)}
          </p>
        ) : null}
        {link !== null ? (
          <form class="site-form" method="post" action="/operator/sign-in">
            <p>{operatorT('sign-in.link')}</p>
            <input type="hidden" name={OPERATOR_FIELDS.secret} value={link} />
            <SignInButton />
          </form>
        ) : hasToken ? (
          <form class="site-form" method="post" action="/operator/sign-in">
            <div class="site-field">
              <label class="label" for="field-secret">
                {operatorT('sign-in.token')}
              </label>
              <input
                {...{ id: 'field-secret', class: 'field', type: 'password', required: true, maxLength: 200 }}
                name={OPERATOR_FIELDS.secret}
                autocomplete="current-password"
                aria-describedby="field-secret-hint"
              />
              <p class="hint" id="field-secret-hint">
                {operatorT('sign-in.token-hint')}
              </p>
            </div>
            <SignInButton />
          </form>
        ) : (
          <p>{operatorT('sign-in.no-token')}</p>
        )}
      </>
    ),
  });
}

function SignInButton() {
  return (
    <button class="button button-main" type="submit">
      {operatorT('sign-in.button')}
    </button>
  );
}

/** Something was not done. What was written stays. */
export function renderNotDonePage(options: {
  styles: readonly string[];
  why: 'form' | 'site' | 'away' | 'gone';
  typed?: Typed;
}): string {
  const { styles, why, typed = [] } = options;
  const [title, lead] =
    why === 'form' || why === 'site'
      ? [operatorT('refused.title'), operatorT(`refused.${why}`)]
      : [operatorT(`${why}.title`), operatorT(`${why}.lead`)];
  return renderOutsidePage({
    ...{ styles, title },
    children: (
      <>
        <p role="alert">{lead}</p>
        {typed.length > 0 ? <Kept lead="" typed={typed} /> : null}
        <p>
          <a href="/operator">{operatorT('nav.inbox')}</a>
        </p>
      </>
    ),
  });
}

function Kept({ lead, typed }: { lead: string; typed: Typed }) {
  return (
    <>
      {lead === '' ? null : <p role="alert">{lead}</p>}
      {typed.map((text) => (
        <textarea key={text} class="field" readOnly rows={7} aria-label={operatorT('refused.typed')}>
          {text}
        </textarea>
      ))}
    </>
  );
}
