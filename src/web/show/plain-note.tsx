import { SafeLink } from './safe-link.tsx';

/** Where an address may be; how far it goes is seen by its signs. */
const ADDRESS = /https?:\/\/[^\s<>"“”]+/giu;
/** Signs that end a sentence, not an address. */
const SENTENCE_ENDS = new Set(".,;:!?'’*_~…");
/** Brackets that close, with those that open them. */
const BRACKETS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** An address without what belongs to the sentence around it: its end, and brackets that it did not open. */
function withoutEnd(found: string): string {
  const counts = new Map<string, number>();
  for (const sign of found) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let end = found.length;
  for (; end > 0; end -= 1) {
    const sign = found[end - 1] ?? '';
    const open = BRACKETS.get(sign);
    const isExtra = open !== undefined && (counts.get(sign) ?? 0) > (counts.get(open) ?? 0);
    if (!isExtra && !SENTENCE_ENDS.has(sign)) break;
    counts.set(sign, (counts.get(sign) ?? 0) - 1);
  }
  return found.slice(0, end);
}

/** A text in pieces, in order: plain ones, and addresses. */
export function piecesOf(text: string): readonly { readonly text: string; readonly isAddress: boolean }[] {
  const pieces: { text: string; isAddress: boolean }[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnd(found);
    if (index > done) pieces.push({ text: text.slice(done, index), isAddress: false });
    pieces.push({ text: address, isAddress: true });
    done = index + address.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isAddress: false });
  return pieces;
}

/** C1: a note as it was written, with its addresses as links. Nothing is fetched of them (W9). */
export function PlainNote({ text }: { text: string }) {
  return (
    <p class="note-text">
      {piecesOf(text).map((piece, i) =>
        piece.isAddress ? (
          <SafeLink key={i} href={piece.text}>
            {piece.text}
          </SafeLink>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}
