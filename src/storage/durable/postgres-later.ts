import type { OpenStore } from './postgres.ts';
import { eachCall } from './wrap-calls.ts';

/** A Postgres at an address; its client is loaded only where there is one, and meanwhile. */
export function openPostgresLater(url: string): OpenStore {
  const opened = import('./postgres.ts').then(({ openPostgres }) => openPostgres(url));
  const ready = opened.then((store) => store.ready);
  ready.catch(() => {});
  return {
    ready,
    store: eachCall((group, name) => async (...args) => {
      const { store } = await opened;
      const calls = store[group] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      return calls[name]!(...args);
    }),
    close: async () => (await opened).close(),
  };
}
