import { randomInt } from 'node:crypto';
import { createSpokenCodes } from '../../src/meetings/spoken-codes.ts';
import { BOOK_WORDS, codeBookContract } from './code-book-contract.ts';

codeBookContract('memory', async () => {
  const clock = { now: 1_000_000 };
  const codes = createSpokenCodes({ now: () => clock.now, random: randomInt, words: BOOK_WORDS });
  return { clock, books: [codes] };
});
