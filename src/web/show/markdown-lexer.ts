import { getDefaults, Lexer, type Token, Tokenizer, type Tokens } from 'marked';

/** What a note may cost those who look at it. Their length alone does not bound it: short signs stand for much. */
export const MOST = {
  /** Cells of all its tables: a row that has one of 400 is given the rest. */
  cells: 2_000,
  /** Quotes, lists, emphasis within each other: each is read again by all that are around it. */
  depth: 12,
  /** Pieces that the parser takes off it. */
  steps: 20_000,
} as const;

/** A text that costs more than it may. */
class TooMuch extends Error {}

/** Takes a text to pieces as Markdown has them, and stops where that costs too much. */
class BoundedTokenizer extends Tokenizer {
  #cells = 0;
  #depth = 0;
  #steps = 0;

  /** Asked first for every piece of a text. */
  override space(src: string): Tokens.Space | undefined {
    this.#step();
    return super.space(src);
  }

  /** Asked first for every piece of a line. */
  override escape(src: string): Tokens.Escape | undefined {
    this.#step();
    return super.escape(src);
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#within(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#within(() => super.list(src));
  }

  override emStrong(...given: Parameters<Tokenizer['emStrong']>): ReturnType<Tokenizer['emStrong']> {
    return this.#within(() => super.emStrong(...given));
  }

  /** A table that is one too many is shown as it was written. */
  override table(src: string): Tokens.Table | undefined {
    const [raw, names = '', signs = '', rows = ''] = this.rules.block.table.exec(src) ?? [];
    const head = raw === undefined ? undefined : super.table(`${names}\n${signs}\n`);
    if (raw === undefined || head === undefined) return undefined;
    this.#cells += head.header.length * (1 + rows.trim().split('\n').length);
    if (this.#cells <= MOST.cells) return super.table(src);
    return { type: 'code', raw, text: raw.trimEnd() } as Tokens.Code as unknown as Tokens.Table;
  }

  #within<Piece>(read: () => Piece): Piece {
    this.#depth += 1;
    const piece = read();
    this.#depth -= 1;
    return piece;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > MOST.steps || this.#depth > MOST.depth) throw new TooMuch();
  }
}

/** The tokens of a text; of one that costs too much, the text as it was written. */
export function lex(text: string): Token[] {
  try {
    return new Lexer({ ...getDefaults(), gfm: true, tokenizer: new BoundedTokenizer() }).lex(text);
  } catch {
    return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text }] }];
  }
}
