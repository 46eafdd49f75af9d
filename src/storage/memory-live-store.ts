import { createMeeting, type Meeting } from '../meetings/meeting.ts';
import { endOf, nextDeadline, transition } from '../meetings/transition.ts';
import { meetingView } from '../meetings/views.ts';
import { type LiveStore, type Place, standingOf, type Tab } from './live-store.ts';

/** Live state in this process's memory: what a single server uses. */
export function createMemoryLiveStore(): LiveStore {
  const tabs = new Map<string, Tab>();
  const tabIdByParticipant = new Map<string, string>();
  const meetings = new Map<string, Meeting>();
  /** Where an item lies. */
  const meetingIdByItem = new Map<string, string>();

  const placesOf = (tab: Tab | null | undefined): Place[] =>
    [tab?.place, tab?.shelf].filter((place): place is Place => place !== null && place !== undefined);
  /** Keeps the index of items in step with a meeting; an item that went to another meeting stays there. */
  const index = (before: Meeting, after: Meeting | null) => {
    if (before.items === after?.items) return;
    for (const { id } of before.items) {
      if (meetingIdByItem.get(id) === before.id) meetingIdByItem.delete(id);
    }
    for (const { id } of after?.items ?? []) meetingIdByItem.set(id, before.id);
  };

  return {
    async getTab(tabId) {
      return tabs.get(tabId) ?? null;
    },
    async updateTab(tabId, change) {
      const before = tabs.get(tabId);
      const after = change(before ?? null);
      for (const { participantId } of placesOf(before)) tabIdByParticipant.delete(participantId);
      for (const { participantId } of placesOf(after)) tabIdByParticipant.set(participantId, tabId);
      if (after === null) tabs.delete(tabId);
      else tabs.set(tabId, after);
      return after;
    },
    async tabsOn(serverId) {
      return [...tabs.values()].filter(({ line }) => line === serverId).map(({ tabId }) => tabId);
    },
    async tabOf(participantId) {
      return tabs.get(tabIdByParticipant.get(participantId) ?? '') ?? null;
    },
    async createMeeting(meetingId, now) {
      if (!meetings.has(meetingId)) meetings.set(meetingId, createMeeting(meetingId, now));
    },
    async apply(meetingId, event, now) {
      const before = meetings.get(meetingId);
      if (before === undefined) return [{ type: 'refuse', error: 'not-in-meeting' }];
      const { meeting, effects } = transition(before, event, now);
      const ended = effects.some((effect) => effect.type === 'end');
      if (ended) meetings.delete(meetingId);
      else meetings.set(meetingId, meeting);
      index(before, ended ? null : meeting);
      return effects;
    },
    async view(meetingId, participantId) {
      const meeting = meetings.get(meetingId);
      return meeting ? meetingView(meeting, participantId) : null;
    },
    async summary(meetingId) {
      const meeting = meetings.get(meetingId);
      if (meeting === undefined) return null;
      const { id, createdAt, locked, barred, participants } = meeting;
      return { id, createdAt, locked, barred, size: participants.length };
    },
    async standing({ meetingId, participantId }) {
      const meeting = meetings.get(meetingId);
      return meeting ? standingOf(meeting, participantId) : null;
    },
    async participants(meetingId) {
      return meetings.get(meetingId)?.participants.map((p) => p.id) ?? [];
    },
    async readable(itemId, reader) {
      const meeting = meetings.get(meetingIdByItem.get(itemId) ?? '');
      if (!meeting?.participants.some((p) => p.reader === reader)) return null; // C10
      return meeting.items.find((item) => item.id === itemId) ?? null;
    },
    async holding({ meetingId, participantId }) {
      const meeting = meetings.get(meetingId);
      const participant = meeting?.participants.find(({ id }) => id === participantId);
      if (meeting === undefined || participant === undefined) return null;
      const items = meeting.items.filter(({ ownerId }) => ownerId === participantId);
      return { items, until: endOf(participant) };
    },
    async due(now) {
      return [...meetings.values()].filter((m) => nextDeadline(m) <= now).map((m) => m.id);
    },
    async longestSilence(now) {
      let longest: number | null = null;
      for (const { participants, items } of meetings.values()) {
        const owners = new Set(items.map(({ ownerId }) => ownerId));
        for (const { id, heardAt } of participants) {
          if (owners.has(id)) longest = Math.max(longest ?? 0, now - heardAt);
        }
      }
      return longest;
    },
  };
}
