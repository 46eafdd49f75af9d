import { diffArrays, diffWords } from 'diff';
import { lexer, type Token, type Tokens } from 'marked';

/** A piece of a passage, and what became of it. */
export interface ChangedPiece {
  readonly text: string;
  readonly change: 'same' | 'added' | 'removed';
}

/** A passage that differs, and under which heading it stands. */
export interface ChangedPassage {
  readonly heading: string;
  readonly pieces: readonly ChangedPiece[];
}

/** Passages with less in common, as a share of the longer one, are shown one after the other. */
const ALIKE = 0.4;

/** W2: what differs between two versions of the policy, in passages that people can read. */
export function differences(before: string, after: string): ChangedPassage[] {
  const found: ChangedPassage[] = [];
  let heading = '';
  let removed: string[] = [];
  const flush = () => {
    for (const text of removed) found.push({ heading, pieces: [{ text, change: 'removed' }] });
    removed = [];
  };
  for (const part of diffArrays(passagesOf(before), passagesOf(after))) {
    if (part.removed) removed = part.value;
    else if (part.added) {
      const gone = removed;
      removed = [];
      for (const [index, text] of part.value.entries()) {
        found.push({ heading, pieces: compare(gone[index] ?? '', text) });
        heading = headingIn(text) ?? heading;
      }
      removed = gone.slice(part.value.length);
      flush();
    } else {
      flush();
      heading = part.value.map(headingIn).findLast((each) => each !== null) ?? heading;
    }
  }
  flush();
  return found.map((passage) => ({ ...passage, pieces: passage.pieces.map(withoutSign) }));
}

function compare(before: string, after: string): ChangedPiece[] {
  const parts = diffWords(before, after);
  const common = parts.filter(({ added, removed }) => !added && !removed).map(({ value }) => value);
  if (common.join('').length < ALIKE * Math.max(before.length, after.length)) {
    const whole: ChangedPiece[] = [
      { text: before, change: 'removed' },
      { text: after, change: 'added' },
    ];
    return whole.filter(({ text }) => text !== '');
  }
  return parts.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'same',
  }));
}

/** Marks headings among the passages. */
const SIGN = '\u0001';
const headingIn = (passage: string) => (passage.startsWith(SIGN) ? passage.slice(1) : null);
const withoutSign = (piece: ChangedPiece) => ({ ...piece, text: piece.text.replaceAll(SIGN, '') });

/** Paragraphs, points and rows of a text, without signs of Markdown and without the small links to promises. */
function passagesOf(markdown: string): string[] {
  const passages = (tokens: readonly Token[]): string[] =>
    tokens.flatMap((token) => {
      switch (token.type) {
        case 'space':
          return [];
        case 'list':
          return (token as Tokens.List).items.map(({ tokens }) => `• ${plain(tokens)}`);
        case 'table': {
          const { header, rows } = token as Tokens.Table;
          return [header, ...rows].map((row) => row.map((cell) => plain(cell.tokens)).join(' - '));
        }
        case 'heading':
          return [SIGN + plain((token as Tokens.Heading).tokens)];
        default:
          return [plain([token])];
      }
    });
  return passages(lexer(markdown));
}

function plain(tokens: readonly Token[]): string {
  const text = tokens.map((token) => {
    if (token.type === 'link' && (token as Tokens.Link).href.startsWith('/privacy/proofs#')) return '';
    const inner = (token as { tokens?: Token[] }).tokens;
    return inner ? plain(inner) : 'text' in token ? String(token.text) : token.raw;
  });
  return text.join('').replace(/\s+/g, ' ').trim();
}
