import { isOfAnotherSite } from './share-origin.ts';

/*
 * The phone's share sheet sends what somebody shares as a form to an address of this site. Pages cannot take such a
 * form, so this worker does, and hands it to the page that it leads to, which asks the person. It takes nothing else. C11:
 * it has what was shared in its own memory alone, so that with the worker it is gone.
 */
interface Shared {
  readonly texts: string[];
  readonly files: File[];
}
interface SharingScope {
  addEventListener(
    type: 'install' | 'activate',
    take: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    take: (event: {
      readonly request: Request;
      respondWith(answer: Promise<Response>): void;
      waitUntil(work: Promise<unknown>): void;
    }) => void,
  ): void;
  addEventListener(
    type: 'message',
    take: (event: { readonly data: unknown; readonly ports: readonly MessagePort[] }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: { readonly origin: string };
}
/** So long the page may take to come for what was shared, ms; the browser is asked to keep the worker meanwhile. */
const KEPT_MS = 60_000;

const scope = globalThis as unknown as SharingScope;
/** What was shared last, until its page has it. */
let waiting: { readonly id: string; readonly shared: Shared; readonly taken: () => void } | null = null;

const redirect = (address: string) => Response.redirect(address, 303);

async function read(request: Request): Promise<Shared> {
  const form = await request.formData();
  const texts = ['url', 'text', 'title'].flatMap((name) => {
    const value = form.get(name);
    return typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
  });
  const files = form
    .getAll('files')
    .filter((value): value is File => value instanceof File && value.size > 0);
  return { texts, files };
}

async function take(request: Request, taken: () => void): Promise<Response> {
  if (isOfAnotherSite(request, scope.location.origin)) return redirect('/');
  try {
    const shared = await read(request);
    const id = crypto.randomUUID();
    waiting?.taken();
    waiting = { id, shared, taken };
    return redirect(`/?shared=${id}`);
  } catch {
    return redirect('/?shared=lost');
  }
}

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/share') return; // as if it were not there
  const gone = new Promise<void>((resolve) => {
    event.respondWith(take(request, resolve));
    setTimeout(() => {
      if (waiting?.taken === resolve) waiting = null;
      resolve();
    }, KEPT_MS);
  });
  event.waitUntil(gone);
});
scope.addEventListener('message', ({ data, ports }) => {
  const { takeShared } = (data ?? {}) as { takeShared?: unknown };
  if (typeof takeShared !== 'string') return;
  const mine = waiting?.id === takeShared ? waiting : null;
  ports[0]?.postMessage(mine?.shared ?? null);
  if (mine === null) return;
  waiting = null;
  mine.taken();
});

export type { Shared };
