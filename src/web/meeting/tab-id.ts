import { idSchema, toId } from '../../shared/ids.ts';

const KEY = 'tab';
/** How long a page that is just being reloaded may still hold its id, ms. */
const RELOAD_MS = 400;

/**
 * The secret id of this tab, which lets it come back to its meeting after a reload, or when the browser had thrown
 * the page out of memory.
 *
 * Session storage keeps the id, and is copied when a tab is duplicated. So each page holds a lock named after its id
 * for as long as it lives; the browser lets go of it in every kind of ending, a crash included. Who finds the lock
 * taken is a duplicate and gets an id of its own. Without storage the id lasts as long as the page; without locks
 * (browsers before 2022) a duplicate shares the id, and the newer page takes the older one's place.
 */
export async function claimTabId(): Promise<string> {
  const stored = readStored();
  if (stored !== null && (await holds(stored))) return stored;
  const fresh = toId(crypto.getRandomValues(new Uint8Array(16)));
  await holds(fresh);
  try {
    sessionStorage.setItem(KEY, fresh);
  } catch {
    // Storage is refused: the id lasts as long as the page.
  }
  return fresh;
}

function readStored(): string | null {
  try {
    const parsed = idSchema.safeParse(sessionStorage.getItem(KEY));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Takes the lock of this id and keeps it; false when another page has it. */
function holds(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const untilThePageEnds = () => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    navigator.locks
      .request(`tab-${id}`, { signal: AbortSignal.timeout(RELOAD_MS) }, untilThePageEnds)
      .catch(() => resolve(false));
  });
}
