import { createMeeting, type Meeting } from '../meetings/meeting.ts';
import { nextDeadline, transition } from '../meetings/transition.ts';
import { meetingView } from '../meetings/views.ts';
import { type LiveStore, standingOf, type Tab } from './live-store.ts';
import { holdingOf, mostSilent, placesOf, readableIn, summaryOf } from './meeting-reads.ts';

/** Live state in this process's memory: what a single server uses. */
export function createMemoryLiveStore(): LiveStore {
  const tabs = new Map<string, Tab>();
  const tabIdByParticipant = new Map<string, string>();
  const meetings = new Map<string, Meeting>();
  /** Where an item lies. */
  const meetingIdByItem = new Map<string, string>();

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
      return meeting ? summaryOf(meeting) : null;
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
      return meeting ? readableIn(meeting, itemId, reader) : null; // C10
    },
    async holding({ meetingId, participantId }) {
      const meeting = meetings.get(meetingId);
      return meeting ? holdingOf(meeting, participantId) : null;
    },
    async due(now) {
      return [...meetings.values()].filter((m) => nextDeadline(m) <= now).map((m) => m.id);
    },
    async longestSilence(now) {
      const heard = [...meetings.values()].map(mostSilent).filter((at) => at !== null);
      return heard.length === 0 ? null : now - Math.min(...heard);
    },
  };
}
