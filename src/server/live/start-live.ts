import { randomBytes, randomInt } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { MatcherConfig } from '../../matching/config.ts';
import type { RetentionGauge } from '../../meetings/retention-gauge.ts';
import { toId } from '../../shared/ids.ts';
import type { ItemShare } from '../../storage/item-share.ts';
import { createItemVault, type ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import type { Cluster } from '../cluster/open-cluster.ts';
import { shareByCluster, shareNothing } from '../cluster/shared-state.ts';
import type { TakingPart } from '../cluster/take-part.ts';
import type { ContentService } from '../content/content-service.ts';
import type { Trust } from '../http/origin.ts';
import { createSocketServer, type SocketServer } from '../socket/socket-server.ts';
import { watchMemory } from '../watch-memory.ts';
import { startMatchingThreads } from '../workers/matching-threads.ts';
import { type Clock, createClock, type ServerClock } from './clock.ts';
import { CODE_WORDS } from './code-words.ts';
import { createFarewells } from './farewells.ts';
import { createLiveServices, type LiveServices, type LiveServicesOptions } from './live-services.ts';
import { everyMs } from './rounds.ts';
import { createTickets } from './tickets.ts';

/** Pause between two looks at the deadlines, ms; a deadline is kept to this accuracy. */
const SWEEP_MS = 250;
/** Pause between two tries of goodbyes that could not be carried out, ms. */
const FAREWELL_MS = 1_000;

/** Pause between two looks at the memory, ms. */
const MEMORY_MS = 250;

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
  onResult: NonNullable<LiveServicesOptions['onResult']>;
  /** W6 */
  onLimit: NonNullable<LiveServicesOptions['onLimit']>;
  /** Bytes of memory that this process may have. */
  memoryBytes: number;
  /** The server's clock; its own when left out. */
  clock?: ServerClock;
  /** The other servers; null: there are none. */
  cluster: Cluster | null;
  /** Random bytes that are the same after a restart, and on every server that shares live state. */
  secret: Uint8Array;
  log: FastifyBaseLogger;
}

/** The live part: sockets, meetings, content, and the comparison of recordings. */
export interface Live {
  readonly store: LiveStore;
  readonly vault: ItemVault;
  readonly share: ItemShare;
  readonly content: ContentService;
  /** B3 */
  readonly retention: RetentionGauge;
  readonly now: Clock;
  /** C5: a tab's page is closing, or reloading. */
  bye(tabId: string, pageId: string): void;
  readonly sockets: Pick<SocketServer, 'refuseNew' | 'letGo' | 'size'>;
  readonly listening: { readonly size: number };
  underWay: LiveServices['underWay'];
  /** W12 */
  readonly memory: { readonly isFull: boolean };
  /** Whether Redis answers; null: none is configured. */
  redis(): boolean | null;
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
    memoryBytes,
    cluster,
    secret,
    clock = cluster?.clock ?? createClock(),
    count,
    onLimit,
    onResult,
    log,
  } = options;
  const { now } = clock;
  const newId = () => toId(randomBytes(16));
  const fault = (code: string, error: unknown) => {
    // That Redis is away is told once, not by everything that needed it.
    if (code === 'redis' || !isRedisAway(error)) log.error({ err: error, code }, 'live');
  };

  const vault = createItemVault({ bytes: contentBytes });
  const shared = cluster === null ? shareNothing(vault, secret) : shareByCluster(cluster, vault);
  const { store, share } = shared;
  const matching = startMatchingThreads({ clock, featureThreads, matcher });
  matching.onCrash((error) => fault('matching-thread', error));
  const keyring = { load: share.load, key: vault.key };
  const memory = watchMemory({ limitBytes: memoryBytes, now });
  const tickets = createTickets({ secret, now });
  const isKnown = async (tabId: string, ticket: string | null) =>
    (ticket !== null && tickets.read(tabId, ticket) !== null) || (await store.getTab(tabId)) !== null;
  const sockets = createSocketServer({
    ...{ httpServer, now, trust, onFault: fault, onLimit, keyring },
    isWelcome: async (tabId, ticket) => !memory.isFull || isKnown(tabId, ticket),
  });
  const services = createLiveServices({
    ...{
      ...shared,
      vault,
      now,
      newId,
      matching: shared.hearing(matching, now),
      words: CODE_WORDS,
      random: randomInt,
      count,
      onLimit,
    },
    lines: shared.linesOf(sockets, fault),
    ...{ tickets, onResult, onFault: fault, isFull: () => memory.isFull },
  });
  const { live, content, retention, listening } = services;
  sockets.serve({ ...services, matching });
  const part = shared.takePart({ services, sockets, onFault: fault });
  let taking = null as TakingPart | null;
  part?.then(
    (taken) => {
      taking = taken;
    },
    (error) => fault('cluster', error),
  );

  const farewells = createFarewells({
    ...{ now, isPassing: isRedisAway, onFault: (error) => fault('bye', error) },
    bye: (tabId, pageId, how) => live.bye(tabId, pageId, how),
    isHere: sockets.connected,
  });
  const stopFarewells = everyMs(FAREWELL_MS, farewells.sayAgain, (error) => fault('bye', error));
  const listeningTimer = setInterval(() => listening.sweep(), SWEEP_MS);
  const memoryTimer = setInterval(() => {
    const { isFull } = memory;
    memory.look();
    if (memory.isFull === isFull) return;
    const mb = Math.round(memoryBytes / 2 ** 20);
    if (isFull) log.info({ mb }, 'there is room in memory again');
    else log.warn({ mb }, 'memory is nearly full: nothing new is taken (MEMORY_LIMIT_MB)');
  }, MEMORY_MS);
  const stopSweeping = everyMs(SWEEP_MS, services.sweep, (error) => fault('sweep', error));

  return {
    ...{ store, vault, share, content, retention, now, sockets, listening, memory },
    underWay: services.underWay,
    redis: () => (part === null ? null : (taking?.isReached ?? false)),
    bye(tabId, pageId) {
      if ((sockets.pageOf(tabId) ?? pageId) !== pageId) return;
      listening.forgetTab(tabId);
      farewells.say(tabId, pageId);
    },
    async close() {
      clearInterval(listeningTimer);
      clearInterval(memoryTimer);
      stopSweeping();
      stopFarewells();
      await (await part)?.close();
      await sockets.close();
      await matching.close();
    },
  };
}
