import { wordlist } from '@scure/bip39/wordlists/english.js';

/** B6: the words of spoken codes: BIP39's English list, 2,048 words that differ within their first four letters. */
export const CODE_WORDS: readonly string[] = wordlist;
