import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { MatcherConfig } from '../../matching/config.ts';
import type { RetentionGauge } from '../../meetings/retention-gauge.ts';
import { toId } from '../../shared/ids.ts';
import { createItemVault, type ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { createMemoryLiveStore } from '../../storage/memory-live-store.ts';
import type { ContentService } from '../content/content-service.ts';
import type { Trust } from '../http/origin.ts';
import { createSocketServer } from '../socket/socket-server.ts';
import { startMatchingThreads } from '../workers/matching-threads.ts';
import { type Clock, createClock, type ServerClock } from './clock.ts';
import { CODE_WORDS } from './code-words.ts';
import { createLiveServices, type LiveServicesOptions } from './live-services.ts';

/** Pause between two looks at the deadlines, ms; a deadline is kept to this accuracy. */
const SWEEP_MS = 250;

export interface LiveOptions {
  httpServer: HttpServer;
  trust: Trust;
  /** How many threads compute features of recordings. */
  featureThreads: number;
  /** What is set of the matcher. */
  matcher: Partial<MatcherConfig>;
  /** Bytes that all files together may have. */
  contentBytes: number;
  /** W6 */
  count: NonNullable<LiveServicesOptions['count']>;
  /** W6 */
  onLimit: NonNullable<LiveServicesOptions['onLimit']>;
  /** The server's clock; its own when left out. */
  clock?: ServerClock;
  log: FastifyBaseLogger;
}

/** The live part: sockets, meetings, content, and the comparison of recordings. */
export interface Live {
  readonly store: LiveStore;
  readonly vault: ItemVault;
  readonly content: ContentService;
  /** B3 */
  readonly retention: RetentionGauge;
  readonly now: Clock;
  /** C5: a tab's page is closing, or reloading. */
  bye(tabId: string, pageId: string): void;
  close(): Promise<void>;
}

/** Puts the live part together and starts it. Its state is in this process's memory and nowhere else. */
export function startLive(options: LiveOptions): Live {
  const {
    httpServer,
    trust,
    featureThreads,
    matcher,
    contentBytes,
    clock = createClock(),
    count,
    onLimit,
    log,
  } = options;
  const { now } = clock;
  const newId = () => toId(randomBytes(16));
  const fault = (code: string, error: unknown) => log.error({ err: error, code }, 'live');

  const store = createMemoryLiveStore();
  const vault = createItemVault({ bytes: contentBytes });
  const matching = startMatchingThreads({ clock, featureThreads, matcher });
  matching.onCrash((error) => fault('matching-thread', error));
  const sockets = createSocketServer({ httpServer, now, trust, onFault: fault, onLimit });
  const visitorKey = randomBytes(32);
  const services = createLiveServices({
    ...{
      store,
      vault,
      now,
      newId,
      lines: sockets,
      matching,
      words: CODE_WORDS,
      random: randomInt,
      onFault: fault,
      count,
      onLimit,
    },
    visitorOf: (tabId) => createHmac('sha256', visitorKey).update(tabId).digest('base64url'),
  });
  const { live, content, retention, listening } = services;
  sockets.serve({ ...services, matching });

  let sweeping = false;
  const timer = setInterval(() => {
    listening.sweep();
    if (sweeping) return;
    sweeping = true;
    services
      .sweep()
      .catch((error) => fault('sweep', error))
      .finally(() => {
        sweeping = false;
      });
  }, SWEEP_MS);

  return {
    ...{ store, vault, content, retention, now },
    bye(tabId, pageId) {
      // The beacon of a page that was reloaded may come when the new page is there already.
      if ((sockets.pageOf(tabId) ?? pageId) !== pageId) return;
      listening.forgetTab(tabId);
      live.bye(tabId).catch((error) => fault('bye', error));
    },
    async close() {
      clearInterval(timer);
      await sockets.close();
      await matching.close();
    },
  };
}
