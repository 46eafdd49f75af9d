import type { MatcherDecision } from '../../src/matching/matcher.ts';
import { ListeningService } from '../../src/server/live/listening-service.ts';
import { LiveService, type SendToTab } from '../../src/server/live/live-service.ts';
import type { MeetingView } from '../../src/shared/meeting-view.ts';
import type { PlaySound, RecordingResult, ServerMessage } from '../../src/shared/protocol.ts';
import { createMemoryLiveStore } from '../../src/storage/memory-live-store.ts';

/** The live services on a real store with a clock and decisions of the matcher given by hand. */
export function createLiveWorld() {
  let time = 1_000_000;
  let ids = 0;
  let decide: (decisions: MatcherDecision[]) => void = () => {};
  let crash: (cause: Error, recordingIds: string[]) => void = () => {};
  const store = createMemoryLiveStore();
  const connected = new Set<string>();
  const played: (PlaySound & { tabId: string })[] = [];
  const results: (RecordingResult & { tabId: string })[] = [];
  const asked: (ServerMessage<'nearby'> & { tabId: string })[] = [];
  const meetingsSent: { tabId: string; view: MeetingView | null }[] = [];
  const forgotten: string[] = [];
  const faults: unknown[] = [];
  const now = () => time;
  const newId = () => `${ids++}`.padStart(22, '0');
  const send: SendToTab = (tabId, event, message) => {
    if (event === 'meeting') meetingsSent.push({ tabId, view: message as MeetingView | null });
    if (event === 'nearby') asked.push({ tabId, ...(message as ServerMessage<'nearby'>) });
    if (event === 'play-sound') played.push({ tabId, ...(message as PlaySound) });
    if (event === 'recording-result') results.push({ tabId, ...(message as RecordingResult) });
  };
  const isConnected = (tabId: string) => connected.has(tabId);
  const live = new LiveService({ store, now, newId, send, connected: isConnected });
  const listening = new ListeningService({
    matching: {
      start: () => null,
      end() {},
      forget: (id) => void forgotten.push(id),
      onDecisions: (listener) => {
        decide = listener;
      },
      onCrash: (listener) => {
        crash = listener;
      },
    },
    ...{ live, store, now, newId, send, connected: isConnected },
    newSeed: () => ids++,
    onFault: (_code, error) => void faults.push(error),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  return {
    ...{ store, live, listening, results, asked, played, meetingsSent, forgotten, faults },
    async open(...tabIds: string[]) {
      for (const tabId of tabIds) {
        connected.add(tabId);
        await live.connect(tabId, null);
      }
    },
    async loseLine(tabId: string) {
      connected.delete(tabId);
      listening.forgetTab(tabId);
      await live.lineLost(tabId);
    },
    record(tabId: string): string {
      const started = listening.start(tabId, { startedAt: time, canPlay: true });
      if ('error' in started) throw new Error(started.error);
      return started.recordingId;
    },
    async decide(...decisions: MatcherDecision[]) {
      decide(decisions);
      await settled();
    },
    /** A thread died, and with it these recordings. */
    crash: (...recordingIds: string[]) => crash(new Error('a thread died'), recordingIds),
    /** These tabs record, and are found to be one room. */
    async meet(...tabIds: string[]) {
      const recordingIds = tabIds.map((tabId) => this.record(tabId));
      await this.decide({ type: 'room', recordingIds });
    },
    /** These tabs record, and fit each other weakly. */
    async fitWeakly(...tabIds: string[]) {
      const recordingIds = tabIds.map((tabId) => this.record(tabId));
      await this.decide({ type: 'ask', recordingIds, why: 'weak' });
      return recordingIds;
    },
    /** A person answers the last question their page was asked. */
    async answer(tabId: string, yes: boolean) {
      const questionId = asked.findLast((question) => question.tabId === tabId)?.questionId ?? newId();
      const refusal = listening.answer(tabId, questionId, yes);
      await settled();
      return refusal;
    },
    /** Time passes, and deadlines are looked at as the server does. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 250) {
        time += Math.min(250, left);
        listening.sweep();
        await live.sweep();
      }
    },
    async view(tabId: string): Promise<MeetingView | null> {
      const place = (await store.getTab(tabId))?.place;
      return place ? store.view(place.meetingId, place.participantId) : null;
    },
    newId,
  };
}
