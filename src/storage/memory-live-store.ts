import { createMeeting, type Meeting } from '../meetings/meeting.ts';
import { nextDeadline, transition } from '../meetings/transition.ts';
import { meetingView } from '../meetings/views.ts';
import type { LiveStore, Tab } from './live-store.ts';

/** Live state in this process's memory: what a single server uses. */
export function createMemoryLiveStore(): LiveStore {
  const tabs = new Map<string, Tab>();
  const tabIdByParticipant = new Map<string, string>();
  const meetings = new Map<string, Meeting>();

  function dropPlace(tab: Tab | undefined): void {
    if (tab?.place) tabIdByParticipant.delete(tab.place.participantId);
  }

  return {
    async getTab(tabId) {
      return tabs.get(tabId) ?? null;
    },
    async putTab(tab) {
      dropPlace(tabs.get(tab.tabId));
      tabs.set(tab.tabId, tab);
      if (tab.place) tabIdByParticipant.set(tab.place.participantId, tab.tabId);
    },
    async deleteTab(tabId) {
      dropPlace(tabs.get(tabId));
      tabs.delete(tabId);
    },
    async tabOf(participantId) {
      return tabs.get(tabIdByParticipant.get(participantId) ?? '') ?? null;
    },
    async createMeeting(meetingId, now) {
      meetings.set(meetingId, createMeeting(meetingId, now));
    },
    async apply(meetingId, event, now) {
      const before = meetings.get(meetingId);
      if (before === undefined) return [{ type: 'refuse', error: 'not-in-meeting' }];
      const { meeting, effects } = transition(before, event, now);
      if (effects.some((effect) => effect.type === 'end')) meetings.delete(meetingId);
      else meetings.set(meetingId, meeting);
      return effects;
    },
    async view(meetingId, participantId) {
      const meeting = meetings.get(meetingId);
      return meeting ? meetingView(meeting, participantId) : null;
    },
    async summary(meetingId) {
      const meeting = meetings.get(meetingId);
      return meeting
        ? { id: meeting.id, createdAt: meeting.createdAt, size: meeting.participants.length }
        : null;
    },
    async participants(meetingId) {
      return meetings.get(meetingId)?.participants.map((p) => p.id) ?? [];
    },
    async due(now) {
      return [...meetings.values()].filter((m) => nextDeadline(m) <= now).map((m) => m.id);
    },
  };
}
