import { createRetentionGauge, type RetentionGauge } from '../../meetings/retention-gauge.ts';
import { createSpokenCodes } from '../../meetings/spoken-codes.ts';
import { MAX_SEED } from '../../shared/protocol.ts';
import { createLocalShare, type ItemShare } from '../../storage/item-share.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { Turns } from '../../storage/turns.ts';
import { ContentService } from '../content/content-service.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import type { Clock } from './clock.ts';
import { DoorService } from './door-service.ts';
import { type CodeBook, InviteService } from './invite-service.ts';
import { ListeningService } from './listening-service.ts';
import { LiveService } from './live-service.ts';
import { MeetingRunner } from './meeting-runner.ts';
import { type Neighbours, NO_NEIGHBOURS } from './neighbours.ts';
import { Places } from './places.ts';
import { Receipts } from './receipts.ts';
import type { TabLines } from './tab-line.ts';
import type { Tickets } from './tickets.ts';

export interface LiveServicesOptions {
  store: LiveStore;
  vault: ItemVault;
  /** How items reach other servers; to none when left out. */
  share?: ItemShare;
  /** This server. */
  serverId?: string;
  /** The other servers; there are none when left out. */
  neighbours?: Neighbours;
  /** B6: where codes are kept; here when left out. */
  codes?: CodeBook;
  now: Clock;
  /** A new random id, see `toId`. */
  newId: () => string;
  lines: TabLines;
  matching: Pick<MatchingThreads, 'start' | 'end' | 'forget' | 'onDecisions' | 'onCrash' | 'enforce'>;
  /** B6: the words of spoken codes. */
  words: readonly string[];
  /** A whole number from 0 to below `limit`, from a cryptographic source. */
  random: (limit: number) => number;
  /** B7: what is the same for every visit of a tab, and tells nothing else. */
  visitorOf: (tabId: string) => string;
  /** C6: bring tabs back after everything was lost. */
  tickets: Tickets;
  /** W6: counts what is nobody's: meetings, results by reason, items by kind; no ids. */
  count?: (measure: 'meeting' | 'match' | 'item', value?: string) => void;
  /** For the operator's figures: a recording's outcome, or why there is none, and how long that took. */
  onResult?: (outcome: string, ms: number) => void;
  /** W6: for the security log: somebody from this address did something too often. */
  onLimit?: (address: string, event: string) => void;
  /** W12: whether the memory has no room for anything new; it always has when left out. */
  isFull?: () => boolean;
  /** An error nobody expected. */
  onFault: (code: string, error: unknown) => void;
}

export interface LiveServices {
  readonly live: LiveService;
  readonly content: ContentService;
  readonly door: DoorService;
  readonly invites: InviteService;
  readonly listening: ListeningService;
  readonly receipts: Receipts;
  readonly retention: RetentionGauge;
  /** For the operator's figures: what is under way, by kind; nothing of it may stay. */
  underWay(): Readonly<Record<string, number>>;
  /** Keeps all deadlines but those of recordings, and reads the gauge. Several times a second; idempotent. */
  sweep(): Promise<void>;
}

/** A server that is the only one. */
const ONLY = 'only';

/** Puts the live services together; whatever they need from outside comes in. */
export function createLiveServices(options: LiveServicesOptions): LiveServices {
  const { store, vault, now, newId, lines, matching, words, random, visitorOf, tickets, onFault } = options;
  const { count = () => {}, onLimit = () => {}, onResult = () => {} } = options;
  const { share = createLocalShare(vault), serverId = ONLY } = options;
  const { isFull = () => false } = options;
  const full = () => (isFull() ? 'server-full' : null);
  const { neighbours = NO_NEIGHBOURS, codes = createSpokenCodes({ now, random, words }) } = options;
  const receipts = new Receipts({
    ...{ lines, now, newId },
    isGone: async (tabId) => (await store.getTab(tabId)) === null,
  });
  const seen = (tabId: string) => {
    receipts.seen(tabId);
    neighbours.seen(tabId);
  };
  const turns = new Turns();
  const onTabGone = (tabId: string) => {
    content.forgetTab(tabId);
    seen(tabId); // B2: there is no such screen any more
  };
  const runner: MeetingRunner = new MeetingRunner({
    ...{ store, share, now, lines, tickets, receipts, onTabGone, onFault },
    onSeen: seen,
    onKnockOver(knockId, meetingId, admitted) {
      door.over(knockId, meetingId, admitted);
      neighbours.knockOver(knockId, meetingId, admitted);
    },
    onMeetingEnd: (meetingId) => codes.close(meetingId),
    onCompany: () => count('meeting'),
  });
  const door: DoorService = new DoorService({
    ...{ now, newId, lines, runner, onFault },
    admit: (tabId, meetingId, isWanted) => live.join(tabId, meetingId, { admitted: true, isWanted }),
  });
  const places = new Places({
    ...{ store, share, now, newId, runner, visitorOf },
    knock: (tab, meetingId) => door.knock(tab, meetingId),
    withdraw: (tabId) => door.withdraw(tabId),
  });
  const live: LiveService = new LiveService({
    ...{ store, serverId, now, runner, places, tickets, turns, onTabGone },
    onMoved: neighbours.moved,
  });
  const content: ContentService = new ContentService({
    ...{ store, vault, share, now, places, turns, full },
    onLaid: (kind) => count('item', kind),
  });
  const join: LiveService['join'] = async (tabId, meetingId, how) => {
    const line = (await store.getTab(tabId))?.line ?? null;
    const isHere = line === null || line === serverId;
    return isHere ? live.join(tabId, meetingId, how) : neighbours.join(line, tabId, meetingId);
  };
  const retention = createRetentionGauge({ now });
  const { send } = lines;
  const listening = new ListeningService({
    ...{ matching, live, store, now, newId, send, onFault, join, elsewhere: neighbours.recordings },
    newSeed: () => random(MAX_SEED),
    onResult(result, ms) {
      const outcome = result.outcome === 'none' ? result.reason : result.outcome;
      count('match', outcome);
      onResult(outcome, ms);
    },
    refusal() {
      const { broken } = retention.read();
      return broken.audio || broken.idle ? 'retention-broken' : full(); // B3
    },
  });
  return {
    ...{ live, content, door, listening, receipts, retention },
    invites: new InviteService({
      ...{ store, live, codes, full },
      onThrottled: (address) => onLimit(address, 'limit enter-code'),
    }),
    underWay: () => ({
      ...{ receipts: receipts.size, knocks: door.size, uploads: content.uploads },
      ...{ tabs: turns.size, meetings: runner.underWay },
    }),
    async sweep() {
      content.sweep();
      receipts.sweep();
      codes.sweep();
      await live.sweep();
      const oldestIdleMs = await store.longestSilence(now());
      retention.observe({ oldestAudioMs: matching.enforce(), oldestIdleMs });
    },
  };
}
