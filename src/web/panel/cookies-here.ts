/** A cookie of this site in this browser. */
export interface CookieHere {
  readonly name: string;
  /** ms since 1970 on this device's clock; null: the browser does not say. */
  readonly until: number | null;
}

/** What browsers with the Cookie Store API tell beyond names and values. */
interface Told {
  readonly name?: string;
  readonly expires?: number | null;
}
interface Store {
  getAll(): Promise<readonly Told[]>;
}

/** B1: all cookies of this site that a page can see. There are no others: the server sets none (N2). */
export async function cookiesHere(cookies: string, store: Store | undefined): Promise<readonly CookieHere[]> {
  const told = await (store?.getAll() ?? Promise.resolve([])).catch((): readonly Told[] => []);
  const ends = new Map(told.map(({ name, expires }) => [name, expires ?? null]));
  return namesIn(cookies).map((name) => ({ name, until: ends.get(name) ?? null }));
}

/** The names in `document.cookie`. */
const namesIn = (cookies: string) =>
  cookies === '' ? [] : cookies.split('; ').map((each) => each.split('=', 1)[0] ?? '');

export const cookieStoreHere = () => (globalThis as { cookieStore?: Store }).cookieStore;
