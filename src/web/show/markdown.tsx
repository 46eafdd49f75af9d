import { useSignal } from '@preact/signals';
import type { Token, Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import { PlainNote } from './plain-note.tsx';
import { SafeLink } from './safe-link.tsx';
import { TokenTable } from './token-table.tsx';

/** Deeper than this a text is shown as it was written. */
const DEEPEST = 12;

type Lexer = (text: string) => Token[];
let lexer: Promise<Lexer> | null = null;

/** The parser comes when somebody lays down the first text that needs it. */
function loadLexer(): Promise<Lexer> {
  lexer ??= import('./markdown-lexer.ts').then(({ lex }) => lex);
  lexer.catch(() => {
    lexer = null; // the line was lost; the next text tries again
  });
  return lexer;
}

/**
 * C1: a note written in Markdown. It becomes elements of a short list, never HTML: what the text has of that is shown
 * as text. Pictures are links, so that nothing is loaded from elsewhere (W9).
 */
export function Markdown({ text }: { text: string }) {
  const tokens = useSignal<Token[] | null>(null);
  useEffect(() => {
    let gone = false;
    void loadLexer()
      .then((read) => {
        if (!gone) tokens.value = read(text);
      })
      .catch(() => {}); // the text is shown as it was written
    return () => {
      gone = true;
    };
  }, [text, tokens]);
  if (tokens.value === null) return <PlainNote text={text} />;
  return <div class="markdown">{renderTokens(tokens.value)}</div>;
}

/** The elements of a text's tokens. */
export function renderTokens(tokens: readonly Token[], depth = 0): ComponentChildren {
  if (depth > DEEPEST) return tokens.map(({ raw }) => raw).join('');
  return tokens.map((token, index) => renderToken(token, depth + 1, `${index}`));
}

/** Rendered in the page's own order of headings: they begin at the third level. */
function heading(depth: number, key: string, inner: ComponentChildren): VNode {
  if (depth <= 1) return <h3 key={key}>{inner}</h3>;
  if (depth === 2) return <h4 key={key}>{inner}</h4>;
  return <h5 key={key}>{inner}</h5>;
}

function renderToken(token: Token, depth: number, key: string): ComponentChildren {
  const inner = () => renderTokens((token as { tokens?: Token[] }).tokens ?? [], depth);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return heading((token as Tokens.Heading).depth, key, inner());
    case 'paragraph':
      return <p key={key}>{inner()}</p>;
    case 'blockquote':
      return <blockquote key={key}>{inner()}</blockquote>;
    case 'strong':
      return <strong key={key}>{inner()}</strong>;
    case 'em':
      return <em key={key}>{inner()}</em>;
    case 'del':
      return <del key={key}>{inner()}</del>;
    case 'br':
      return <br key={key} />;
    case 'hr':
      return <hr key={key} />;
    case 'codespan':
      return <code key={key}>{(token as Tokens.Codespan).text}</code>;
    case 'code':
      return (
        <pre key={key}>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case 'list':
      return renderList(token as Tokens.List, depth, key);
    case 'checkbox':
      return <TaskSign key={key} done={(token as Tokens.Checkbox).checked} />;
    case 'table':
      return renderTable(token as Tokens.Table, depth, key);
    case 'link':
      return renderLink((token as Tokens.Link).href, inner(), key);
    case 'image':
      return renderLink((token as Tokens.Image).href, (token as Tokens.Image).text || token.raw, key);
    case 'text':
      return (token as Tokens.Text).tokens === undefined ? plain(token as Tokens.Text) : inner();
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw; // HTML, and whatever else there is, as it was written
  }
}

/** The text as it was written; the parser may have put character references into it. */
const plain = ({ raw }: Tokens.Text): string => raw;

function renderList({ ordered, start, items }: Tokens.List, depth: number, key: string): VNode {
  const rows = items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {renderTokens(item.tokens, depth)}
    </li>
  ));
  if (!ordered) return <ul key={key}>{rows}</ul>;
  return (
    <ol key={key} start={Number(start) || 1}>
      {rows}
    </ol>
  );
}

/** Screen readers say nothing, or a long name, for the sign: they are told in words. */
function TaskSign({ done }: { done: boolean }) {
  return (
    <>
      <span aria-hidden="true">{done ? '☑ ' : '☐ '}</span>
      <span class="visually-hidden">{t(done ? 'markdown.done' : 'markdown.open')} </span>
    </>
  );
}

function renderTable(table: Tokens.Table, depth: number, key: string): VNode {
  return (
    <div key={key} class="markdown-table">
      <TokenTable table={table} cell={(tokens) => renderTokens(tokens, depth)} />
    </div>
  );
}

const renderLink = (href: string, inner: ComponentChildren, key: string): VNode => (
  <SafeLink key={key} href={href}>
    {inner}
  </SafeLink>
);
