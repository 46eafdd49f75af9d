import type { ComponentChildren } from 'preact';
import { OPERATOR_FIELDS } from '../../../../shared/operator.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { renderSitePage } from '../site-document.tsx';

/** What every page of the operator needs. */
export interface Frame {
  styles: readonly string[];
  /** What the session's forms carry. */
  csrf: string;
  until: Date;
}

const LINKS = [
  ['/operator', operatorT('nav.inbox')],
  ['/operator/surveys', operatorT('nav.surveys')],
  ['/operator/notices', operatorT('nav.notices')],
  ['/operator/mail', operatorT('nav.mail')],
  ['/operator/news', operatorT('nav.news')],
  ['/operator/statistics', operatorT('nav.statistics')],
  ['/operator/gauge', operatorT('nav.gauge')],
  ['/operator/log', operatorT('nav.log')],
  ['/operator/security', operatorT('nav.security')],
  ['/operator/health', operatorT('nav.health')],
  ['/', operatorT('nav.site')],
] as const;

/** A page for somebody who is signed in. */
export function renderOperatorPage(options: {
  frame: Frame;
  title: string;
  path: string;
  children: ComponentChildren;
}): string {
  const { frame, title, path, children } = options;
  return renderSitePage({
    ...{ title, path, styles: frame.styles, links: LINKS },
    children: (
      <>
        {children}
        <form class="operator-out" method="post" action="/operator/sign-out">
          <Csrf frame={frame} />
          <p class="hint">{operatorT('session.until', { time: timeText(frame.until) })}</p>
          <button class="button" type="submit">
            {operatorT('sign-out')}
          </button>
        </form>
      </>
    ),
  });
}

/** A page for somebody who is not. */
export function renderOutsidePage(options: {
  styles: readonly string[];
  title: string;
  children: ComponentChildren;
}): string {
  return renderSitePage({ ...options, path: '/operator/sign-in', links: LINKS.slice(-1) });
}

/** W12: the session's own word, which a form of another website cannot carry. */
export function Csrf({ frame }: { frame: Pick<Frame, 'csrf'> }) {
  return <input type="hidden" name={OPERATOR_FIELDS.csrf} value={frame.csrf} />;
}

/** Deletes in two steps, without a script. */
export function DeleteForm(props: { frame: Frame; action: string; id?: string; label?: string }) {
  const { frame, action, id, label } = props;
  return (
    <details class="operator-delete">
      <summary>
        {operatorT('delete.open')}
        {label ? <span class="visually-hidden"> {label}</span> : null}
      </summary>
      <form method="post" action={action}>
        <Csrf frame={frame} />
        {id ? <input type="hidden" name={OPERATOR_FIELDS.id} value={id} /> : null}
        <button class="button" type="submit">
          {operatorT('delete.button')}
        </button>
      </form>
    </details>
  );
}

/** Where somebody is in a long list. */
export interface Place {
  /** From 1. */
  page: number;
  total: number;
  perPage: number;
}

/** How long a list is, and the way to its other pages. */
export function Paging({ path, place }: { path: string; place: Place }) {
  const { page, total, perPage } = place;
  const pages = Math.max(1, Math.ceil(total / perPage));
  if (total === 0) return <p>{operatorT('list.empty')}</p>;
  return (
    <nav class="operator-paging" aria-label={operatorT('list.pages')}>
      <span>{operatorT('list.total', { count: total })}</span>
      {pages > 1 ? <span>{operatorT('list.of', { page, pages })}</span> : null}
      {page > 1 ? <a href={`${path}?page=${Math.min(page - 1, pages)}`}>{operatorT('list.newer')}</a> : null}
      {page < pages ? <a href={`${path}?page=${page + 1}`}>{operatorT('list.older')}</a> : null}
    </nav>
  );
}

/** A table that scrolls sideways by itself on a small screen. */
export function Table(props: { label: string; head: readonly string[]; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section class="site-scroll" aria-label={props.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {props.head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

export function Time({ at }: { at: Date }) {
  return <time datetime={at.toISOString()}>{timeText(at)}</time>;
}

/** Such as `2026-11-26 22:17 UTC`. */
const timeText = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Fewer could be told from who got the mail. */
const FEWEST_OPENS = 5;

/** W8: how often mails were opened, in total and never so few that it is about somebody. */
export const opensText = (opens: number) =>
  opens < FEWEST_OPENS ? operatorT('progress.few', { least: FEWEST_OPENS }) : String(opens);
