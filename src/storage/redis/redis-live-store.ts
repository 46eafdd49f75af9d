import { createMeeting, type Effect, type Meeting } from '../../meetings/meeting.ts';
import { nextDeadline, transition } from '../../meetings/transition.ts';
import { meetingView } from '../../meetings/views.ts';
import { LIMITS } from '../../shared/limits.ts';
import { type LiveStore, standingOf, type Tab } from '../live-store.ts';
import { holdingOf, mostSilent, placesOf, readableIn, summaryOf } from '../meeting-reads.ts';
import { Turns } from '../turns.ts';
import { decodeMeeting, decodeTab, encodeMeeting, encodeTab } from './live-codec.ts';
import { liveName } from './live-form.ts';
import { CLOCK_SLACK_MS } from './redis-clock.ts';
import type { Beside, Redis, TimeOf } from './redis-connection.ts';
import { type Changed, swapValue } from './swap-value.ts';
import type { ValueSeal } from './value-seal.ts';

/** Should all servers die and Redis live on, everything in it ends this long after it was last touched, ms. */
const LEFT_BEHIND_MS = LIMITS.idleMs + CLOCK_SLACK_MS;
/**
 * The same for content that lies nowhere yet: it is put down before its item, and may come after that is gone again, when
 * the way to Redis stood still. ms
 */
export const UNPLACED_MS = 60_000;

/** When meetings have their next deadline; swept by every server. */
const DUE = liveName('due');
/** When the owners of a meeting's items were last heard of, the most silent of them. */
const SILENT = liveName('silent');

export interface RedisLiveStoreOptions {
  redis: Redis;
  seal: ValueSeal;
}

/** Names of what is kept of an item's content; they go in the same step as the item (C3). */
export const namesOfContent = (seal: ValueSeal, itemId: string) => ({
  key: seal.name('key', itemId),
  file: seal.name('file', itemId),
});

/**
 * Live state in Redis, for several servers. A step is read, computed here and written only if nobody wrote
 * meanwhile, so that the state machine stays one pure function; what a step takes away goes in the same step.
 */
export function createRedisLiveStore({ redis, seal }: RedisLiveStoreOptions): LiveStore {
  const turns = new Turns();
  const tabName = (tabId: string) => seal.name('tab', tabId);
  const participantName = (participantId: string) => liveName('participant', participantId);
  const meetingName = (meetingId: string) => liveName('meeting', meetingId);
  const itemName = (itemId: string) => liveName('item', itemId);

  function swapped<T, R>(
    name: string,
    decode: (text: string) => T,
    change: (before: T | null) => Omit<Changed<R>, 'ttlMs'> | null,
  ): Promise<R | null> {
    return swapValue({ redis, seal }, name, decode, (before) => {
      const changed = change(before);
      return changed && { ...changed, ttlMs: LEFT_BEHIND_MS };
    });
  }

  async function meetingOf(meetingId: string | null): Promise<Meeting | null> {
    if (meetingId === null) return null;
    const name = meetingName(meetingId);
    const raw = await redis.get(name);
    return raw === null ? null : decodeMeeting(seal.open(name, raw));
  }

  async function readTab(tabId: string): Promise<Tab | null> {
    const name = tabName(tabId);
    const raw = await redis.getEx(name, { type: 'PX', value: LEFT_BEHIND_MS });
    return raw === null ? null : decodeTab(seal.open(name, raw));
  }

  const gone = (meetingId: string): TimeOf[] => [
    { set: DUE, member: meetingId, time: null },
    { set: SILENT, member: meetingId, time: null },
  ];

  /** All that changes with a meeting, in the same step. */
  function besideMeeting(before: Meeting, after: Meeting | null, effects: readonly Effect[]): Beside {
    const left = new Set(after?.items.map(({ id }) => id));
    const erased = effects.flatMap((effect) => (effect.type === 'erase' ? effect.itemIds : []));
    const content = (itemId: string) => Object.values(namesOfContent(seal, itemId));
    return {
      times:
        after === null
          ? gone(before.id)
          : [
              { set: DUE, member: after.id, time: nextDeadline(after) },
              { set: SILENT, member: after.id, time: mostSilent(after) },
            ],
      set: (after?.items ?? []).map(({ id }) => [itemName(id), before.id] as const),
      removeIf: before.items
        .filter(({ id }) => !left.has(id))
        .map(({ id }) => [itemName(id), before.id] as const),
      remove: erased.flatMap(content), // C3, C4, C5, C6, C8
      keep: (after?.items ?? []).flatMap(({ id }) => content(id)),
    };
  }

  return {
    getTab: readTab,
    async updateTab(tabId, change) {
      return swapped(tabName(tabId), decodeTab, (before) => {
        const after = change(before);
        const names = (tab: Tab | null) =>
          placesOf(tab).map(({ participantId }) => participantName(participantId));
        const stay = names(after);
        return {
          after: after && encodeTab(after),
          result: after,
          beside: {
            set: stay.map((name) => [name, seal.seal(name, tabId)] as const),
            remove: names(before).filter((name) => !stay.includes(name)),
            members: lineMembers(tabName(tabId), before, after),
          },
        };
      });
    },
    async tabsOn(serverId) {
      const tabIds: string[] = [];
      for (const name of await redis.sMembers(linesName(serverId))) {
        const raw = await redis.get(name);
        const tab = raw === null ? null : decodeTab(seal.open(name, raw));
        if (tab?.line === serverId) tabIds.push(tab.tabId);
        else await redis.sRem(linesName(serverId), name);
      }
      return tabIds;
    },
    async tabOf(participantId) {
      const name = participantName(participantId);
      const raw = await redis.getEx(name, { type: 'PX', value: LEFT_BEHIND_MS });
      return raw === null ? null : readTab(seal.open(name, raw));
    },
    async createMeeting(meetingId, now) {
      await swapped(meetingName(meetingId), decodeMeeting, (before) => {
        if (before !== null) return null;
        const meeting = createMeeting(meetingId, now);
        const times = [{ set: DUE, member: meetingId, time: nextDeadline(meeting) }];
        return { after: encodeMeeting(meeting), beside: { times }, result: null };
      });
    },
    async apply(meetingId, event, now) {
      // One after the other from this server: people hear of the steps of a meeting in their order.
      return turns.run(meetingId, async () => {
        const effects = await swapped(meetingName(meetingId), decodeMeeting, (before) => {
          if (before === null) return null;
          const step = transition(before, event, now);
          const after = step.effects.some(({ type }) => type === 'end') ? null : step.meeting;
          return {
            after: after && encodeMeeting(after),
            beside: besideMeeting(before, after, step.effects),
            result: step.effects,
          };
        });
        if (effects !== null) return effects;
        for (const { set, member } of gone(meetingId)) await redis.zRem(set, member);
        return [{ type: 'refuse', error: 'not-in-meeting' }];
      });
    },
    async view(meetingId, participantId) {
      const meeting = await meetingOf(meetingId);
      return meeting ? meetingView(meeting, participantId) : null;
    },
    async summary(meetingId) {
      const meeting = await meetingOf(meetingId);
      return meeting && summaryOf(meeting);
    },
    async standing({ meetingId, participantId }) {
      const meeting = await meetingOf(meetingId);
      return meeting && standingOf(meeting, participantId);
    },
    async participants(meetingId) {
      return (await meetingOf(meetingId))?.participants.map(({ id }) => id) ?? [];
    },
    async readable(itemId, reader) {
      const meeting = await meetingOf(await redis.get(itemName(itemId)));
      return meeting && readableIn(meeting, itemId, reader); // C10
    },
    async holding({ meetingId, participantId }) {
      const meeting = await meetingOf(meetingId);
      return meeting && holdingOf(meeting, participantId);
    },
    async due(now) {
      return redis.zRangeByScore(DUE, '-inf', now);
    },
    async longestSilence(now) {
      const [first] = await redis.zRangeWithScores(SILENT, 0, 0);
      return first === undefined ? null : now - first.score;
    },
  };
}

/** The tabs of a server, by the names they are kept under. */
const linesName = (serverId: string) => liveName('lines', serverId);

function lineMembers(name: string, before: Tab | null, after: Tab | null): NonNullable<Beside['members']> {
  const [from, to] = [before?.line ?? null, after?.line ?? null];
  if (from === to) return [];
  return [
    ...(from === null ? [] : [{ set: linesName(from), member: name, isIn: false }]),
    ...(to === null ? [] : [{ set: linesName(to), member: name, isIn: true }]),
  ];
}
