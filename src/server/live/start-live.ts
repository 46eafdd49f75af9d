import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { FastifyBaseLogger } from 'fastify';
import type { MatcherConfig } from '../../matching/config.ts';
import { createRetentionGauge, type RetentionGauge } from '../../meetings/retention-gauge.ts';
import { createSpokenCodes } from '../../meetings/spoken-codes.ts';
import { toId } from '../../shared/ids.ts';
import { MAX_SEED } from '../../shared/protocol.ts';
import { createItemVault, type ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { createMemoryLiveStore } from '../../storage/memory-live-store.ts';
import { ContentService } from '../content/content-service.ts';
import type { Trust } from '../http/origin.ts';
import { createSocketServer } from '../socket/socket-server.ts';
import { startMatchingThreads } from '../workers/matching-threads.ts';
import { type Clock, createClock, type ServerClock } from './clock.ts';
import { DoorService } from './door-service.ts';
import { InviteService } from './invite-service.ts';
import { ListeningService } from './listening-service.ts';
import { LiveService } from './live-service.ts';
import { MeetingRunner } from './meeting-runner.ts';
import { Receipts } from './receipts.ts';
import type { TabLines } from './tab-line.ts';

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
  const { httpServer, trust, featureThreads, matcher, contentBytes, clock = createClock(), log } = options;
  const { now } = clock;
  const newId = () => toId(randomBytes(16));
  const fault = (code: string, error: unknown) => log.error({ err: error, code }, 'live');

  const store = createMemoryLiveStore();
  const vault = createItemVault({ bytes: contentBytes });
  const matching = startMatchingThreads({ clock, featureThreads, matcher });
  matching.onCrash((error) => fault('matching-thread', error));
  const sockets = createSocketServer({ httpServer, now, trust, onFault: fault });
  const lines: TabLines = sockets;
  const receipts = new Receipts({ lines, now, newId });
  const visitorKey = randomBytes(32);
  const visitorOf = (tabId: string) => createHmac('sha256', visitorKey).update(tabId).digest('base64url');
  const onTabGone = (tabId: string) => content.forgetTab(tabId);
  const runner: MeetingRunner = new MeetingRunner({
    ...{ store, vault, now, lines, receipts, onTabGone },
    onKnockOver: (knockId, meetingId, admitted) => door.over(knockId, meetingId, admitted),
    onMeetingEnd: (meetingId) => codes.close(meetingId),
  });
  const door: DoorService = new DoorService({
    ...{ store, now, newId, lines, runner },
    admit: (tabId, meetingId) => live.join(tabId, meetingId, { admitted: true }),
  });
  const live: LiveService = new LiveService({
    ...{ store, now, newId, lines, runner, visitorOf, onTabGone },
    knock: (tab, meetingId) => door.knock(tab, meetingId),
  });
  const content: ContentService = new ContentService({ store, vault, now, live, runner });
  const codes = createSpokenCodes({ now, random: randomInt, words: wordlist });
  const invites = new InviteService({ store, live, codes });
  const retention = createRetentionGauge({ now });
  const { send, connected } = sockets;
  const listening = new ListeningService({
    ...{ matching, live, store, now, newId, send, connected, onFault: fault },
    newSeed: () => randomInt(MAX_SEED),
    refusal: () => (isBroken(retention) ? 'retention-broken' : null), // B3
  });
  sockets.serve({ live, content, door, invites, listening, matching });

  let sweeping = false;
  const sweep = async () => {
    content.sweep();
    receipts.sweep();
    codes.sweep();
    await live.sweep();
    retention.observe({ oldestAudioMs: matching.enforce(), oldestIdleMs: await store.longestSilence(now()) });
  };
  const timer = setInterval(() => {
    listening.sweep();
    if (sweeping) return;
    sweeping = true;
    sweep()
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
      live.bye(tabId).catch((error) => fault('bye', error));
    },
    async close() {
      clearInterval(timer);
      await sockets.close();
      await matching.close();
    },
  };
}

function isBroken(gauge: RetentionGauge): boolean {
  const { broken } = gauge.read();
  return broken.audio || broken.idle;
}
