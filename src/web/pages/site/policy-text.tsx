import { lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { siteT } from '../../i18n/site-t.ts';
import { TokenTable } from '../../show/token-table.tsx';

/** What an operator adds to the policy. */
export interface PolicyValues {
  contactEmail: string | null;
  processors: string | null;
}

/** Where a policy's text links to promises, and to whoever runs the server. */
const PROOFS = '/privacy/proofs#';
const CONTACT = 'contact:';

/**
 * The policy's Markdown as elements of a short list: HTML in it is shown as text, and links lead nowhere but to pages
 * of this site, to https and to a mailbox.
 */
export function PolicyText({ text, values }: { text: string; values: PolicyValues }) {
  return <div class="policy">{render(lexer(text), values)}</div>;
}

/** One section of a policy's text, from its heading to the next of the same level. */
export function sectionOf(text: string, heading: string): string | null {
  const tokens = lexer(text);
  const isHeading = (token: Token) => token.type === 'heading' && (token as Tokens.Heading).depth <= 2;
  const start = tokens.findIndex((token) => isHeading(token) && (token as Tokens.Heading).text === heading);
  if (start < 0) return null;
  const length = tokens.slice(start + 1).findIndex(isHeading);
  const section = tokens.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  return section.map(({ raw }) => raw).join('');
}

const render = (tokens: readonly Token[], values: PolicyValues): ComponentChildren =>
  tokens.map((token, index) => renderToken(token, values, index));

function renderToken(token: Token, values: PolicyValues, key: number): ComponentChildren {
  const inner = () => render((token as { tokens?: Token[] }).tokens ?? [], values);
  switch (token.type) {
    case 'space':
      return null;
    case 'heading': {
      const { depth, text } = token as Tokens.Heading;
      const id = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      return depth <= 2 ? (
        <h2 key={key} id={id}>
          {inner()}
        </h2>
      ) : (
        <h3 key={key} id={id}>
          {inner()}
        </h3>
      );
    }
    case 'paragraph':
      return <p key={key}>{inner()}</p>;
    case 'strong':
      return <strong key={key}>{inner()}</strong>;
    case 'em':
      return <em key={key}>{inner()}</em>;
    case 'codespan':
      return <code key={key}>{(token as Tokens.Codespan).text}</code>;
    case 'list':
      return (
        <ul key={key}>
          {(token as Tokens.List).items.map(({ tokens }, index) => (
            <li key={index}>{render(tokens, values)}</li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <div key={key} class="site-scroll">
          <TokenTable table={token as Tokens.Table} cell={(tokens) => render(tokens, values)} />
        </div>
      );
    case 'link':
      return renderLink((token as Tokens.Link).href, inner(), values, key);
    case 'text':
      return (token as Tokens.Text).tokens ? inner() : filled((token as Tokens.Text).raw, values);
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw; // HTML, and whatever else there is, as it was written
  }
}

const filled = (text: string, { processors }: PolicyValues) =>
  text.replace('{processors}', () => processors ?? siteT('privacy.no-processors'));

function renderLink(href: string, inner: ComponentChildren, { contactEmail }: PolicyValues, key: number) {
  if (href.startsWith(PROOFS)) {
    const id = href.slice(PROOFS.length);
    return (
      <a key={key} class="promise-link" href={href} aria-label={siteT('privacy.proof', { id })}>
        {inner}
      </a>
    );
  }
  if (href === CONTACT) {
    return contactEmail === null ? (
      <a key={key} href="/information">
        {inner}
      </a>
    ) : (
      <a key={key} href={`mailto:${encodeURIComponent(contactEmail).replace('%40', '@')}`}>
        {contactEmail}
      </a>
    );
  }
  if (!/^(\/(?!\/)|https:\/\/|mailto:)/.test(href)) return inner;
  return (
    <a key={key} href={href}>
      {inner}
    </a>
  );
}
