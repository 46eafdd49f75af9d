const JOIN = '#join=';
/** Longest code in a link, characters. */
const LONGEST = 200;

/** The address that opens the page with a code. A fragment: no server's log ever sees it. */
export function joinLink(origin: string, code: string): string {
  return `${origin}/${JOIN}${encodeURIComponent(code)}`;
}

/**
 * B6: the code the page was opened with, once: it is taken out of the address, so that a reload, a bookmark or a
 * copied address does not carry it.
 *
 * @returns null when there is none
 */
export function takeJoinCode(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState' | 'state'>,
): string | null {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(JOIN)) return null;
  history.replaceState(history.state, '', pathname + search);
  const code = decoded(hash.slice(JOIN.length)).trim();
  return code === '' || code.length > LONGEST ? null : code;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
