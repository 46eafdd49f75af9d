import { nameSchema } from '../../shared/content.ts';
import { NAME_COOKIE } from '../../shared/cookies.ts';

/** A year, s. */
const MAX_AGE_S = 365 * 24 * 60 * 60;

/**
 * N2: the name this device remembers.
 *
 * @param cookies as in `document.cookie`
 * @returns null when there is none, or when it is no valid name
 */
export function nameFrom(cookies: string): string | null {
  const [, value] = new RegExp(`(?:^|; )${NAME_COOKIE}=([^;]*)`).exec(cookies) ?? [];
  if (value === undefined) return null;
  try {
    const parsed = nameSchema.safeParse(decodeURIComponent(value));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not URI-encoded: not ours
  }
}

/** N2, N3: the cookie that remembers a name, or, for null, the one that makes the browser forget it. */
export function nameCookie(name: string | null): string {
  const age = name === null ? 0 : MAX_AGE_S;
  return `${NAME_COOKIE}=${encodeURIComponent(name ?? '')}; Max-Age=${age}; Path=/; SameSite=Strict; Secure`;
}
