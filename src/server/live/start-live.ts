import { randomBytes, randomInt } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { MatcherConfig } from '../../matching/config.ts';
import { toId } from '../../shared/ids.ts';
import { MAX_SEED } from '../../shared/protocol.ts';
import { createMemoryLiveStore } from '../../storage/memory-live-store.ts';
import type { Trust } from '../http/origin.ts';
import { createSocketServer } from '../socket/socket-server.ts';
import { startMatchingThreads } from '../workers/matching-threads.ts';
import { createClock } from './clock.ts';
import { ListeningService } from './listening-service.ts';
import { LiveService } from './live-service.ts';

/** Pause between two looks at the deadlines, ms; a deadline is kept to this accuracy. */
const SWEEP_MS = 250;

export interface LiveOptions {
  httpServer: HttpServer;
  trust: Trust;
  /** How many threads compute features of recordings. */
  featureThreads: number;
  /** What is set of the matcher. */
  matcher: Partial<MatcherConfig>;
  log: FastifyBaseLogger;
}

/** The live part: sockets, meetings, and the comparison of recordings. */
export interface Live {
  /** C5: a tab's page is closing, or reloading. */
  bye(tabId: string, pageId: string): void;
  close(): Promise<void>;
}

/** Puts the live part together and starts it. Its state is in this process's memory and nowhere else. */
export function startLive({ httpServer, trust, featureThreads, matcher, log }: LiveOptions): Live {
  const clock = createClock();
  const { now } = clock;
  const newId = () => toId(randomBytes(16));
  const fault = (code: string, error: unknown) => log.error({ err: error, code }, 'live');

  const store = createMemoryLiveStore();
  const matching = startMatchingThreads({ clock, featureThreads, matcher });
  matching.onCrash((error) => fault('matching-thread', error));
  const sockets = createSocketServer({ httpServer, now, trust, onFault: fault });
  const { send, connected } = sockets;
  const live = new LiveService({ store, now, newId, send, connected });
  const listening = new ListeningService({
    matching,
    live,
    store,
    now,
    newId,
    newSeed: () => randomInt(MAX_SEED),
    send,
    connected,
    onFault: fault,
  });
  sockets.serve({ live, listening, matching });

  let sweeping = false;
  const timer = setInterval(() => {
    listening.sweep();
    if (sweeping) return;
    sweeping = true;
    live
      .sweep()
      .catch((error) => fault('sweep', error))
      .finally(() => {
        sweeping = false;
      });
  }, SWEEP_MS);

  return {
    bye(tabId, pageId) {
      // The beacon of a page that was reloaded may come when the new page is there already.
      if ((sockets.pageOf(tabId) ?? pageId) !== pageId) return;
      live.bye(tabId).catch((error) => fault('bye', error));
    },
    async close() {
      clearInterval(timer);
      await sockets.close();
      await matching.close();
    },
  };
}
