/*
 * The phone's share sheet sends what somebody shares as a form to an address of this site. Pages cannot take such a
 * form, so this worker does, and hands it to the page that asks. It takes nothing else and stores nothing.
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
    take: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  addEventListener(
    type: 'message',
    take: (event: { readonly data: unknown; readonly ports: readonly MessagePort[] }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const scope = globalThis as unknown as SharingScope;
let shared: Shared = { texts: [], files: [] };

async function take(request: Request): Promise<Response> {
  const form = await request.formData();
  const texts = ['url', 'text', 'title'].flatMap((name) => {
    const value = form.get(name);
    return typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
  });
  const files = form
    .getAll('files')
    .filter((value): value is File => value instanceof File && value.size > 0);
  shared = { texts, files };
  return Response.redirect('/?shared', 303);
}

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/share') return; // as if it were not there
  event.respondWith(take(request));
});
scope.addEventListener('message', ({ data, ports }) => {
  if (data !== 'take-shared') return;
  ports[0]?.postMessage(shared);
  shared = { texts: [], files: [] };
});

export type { Shared };
