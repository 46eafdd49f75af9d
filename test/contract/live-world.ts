import { createCipheriv } from 'node:crypto';
import type { MatcherDecision } from '../../src/matching/matcher.ts';
import { createLiveServices } from '../../src/server/live/live-services.ts';
import { createTickets } from '../../src/server/live/tickets.ts';
import { sealText } from '../../src/server/sealing/seal.ts';
import { applyChange } from '../../src/shared/apply-change.ts';
import type { TextKind } from '../../src/shared/content.ts';
import type { MeetingView } from '../../src/shared/meeting-view.ts';
import type {
  PlaySound,
  Receipt,
  RecordingResult,
  ServerEvent,
  ServerMessage,
  Shelf,
} from '../../src/shared/protocol.ts';
import { purposeOf, SEALING, segmentNonce } from '../../src/shared/sealing.ts';
import { createItemVault } from '../../src/storage/item-vault.ts';
import { createMemoryLiveStore } from '../../src/storage/memory-live-store.ts';

/** Of every item of this world; what is sealed with it can be told from its text. */
const KEY = Buffer.alloc(32, 7);
const WORDS = Array.from({ length: 2_048 }, (_, i) => `w${i.toString(36).padStart(3, '0')}`);

/** The bytes of a small file as a page seals them: one segment. */
function sealBytes(itemId: string, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', KEY, segmentNonce(0), { authTagLength: SEALING.tagBytes });
  cipher.setAAD(Buffer.from(purposeOf('segment', itemId)));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * The live services on a real store with a clock and decisions of the matcher given by hand.
 *
 * @param options.slow screens say that they show something only when `acknowledge` is called
 * @param options.bytes sealed bytes that all files together may have
 * @param options.textBytes the same of texts
 * @param options.since when the server was started; one started later knows the tickets of one before
 */
export function createLiveWorld({
  slow = false,
  bytes = 64 * 1024 * 1024,
  textBytes = 2 ** 26,
  since = 1_000_000,
} = {}) {
  let time = since;
  let ids = since - 1_000_000;
  let oldestAudioMs: number | null = null;
  let decide: (decisions: MatcherDecision[]) => void = () => {};
  let crash: (cause: Error, recordingIds: string[]) => void = () => {};
  const store = createMemoryLiveStore();
  const connected = new Set<string>();
  const played: (PlaySound & { tabId: string })[] = [];
  const results: (RecordingResult & { tabId: string })[] = [];
  const asked: (ServerMessage<'nearby'> & { tabId: string })[] = [];
  const meetingsSent: { tabId: string; view: MeetingView | null }[] = [];
  const receiptsSent: (Receipt & { tabId: string })[] = [];
  const doors: (ServerMessage<'door'> & { tabId: string })[] = [];
  /** What each connected tab shows, from what it was sent alone. */
  const screens = new Map<string, MeetingView | null>();
  const shelves = new Map<string, Shelf>();
  /** What each page holds. */
  const tickets = new Map<string, string | null>();
  /** Tabs that were told that nothing was known of them. */
  const restored = new Set<string>();
  /** What slow screens have not said yet. */
  let unsaid: { tabId: string; resolve: () => void }[] = [];
  const forgotten: string[] = [];
  const faults: unknown[] = [];
  /** Arguments of `onLimit`. */
  const limited: string[][] = [];
  /** Arguments of `count`. */
  const counted: (string | undefined)[][] = [];
  const now = () => time;
  const newId = () => `${ids++}`.padStart(22, '0');
  const take = (tabId: string, event: ServerEvent, message: unknown): void => {
    if (event === 'meeting') {
      const { view, ...rest } = message as ServerMessage<'meeting'>;
      tickets.set(tabId, rest.ticket);
      if (rest.restored) restored.add(tabId);
      meetingsSent.push({ tabId, view });
      screens.set(tabId, view);
    }
    if (event === 'change') {
      const { revision, change } = message as ServerMessage<'change'>;
      const screen = screens.get(tabId) ?? null;
      if (screen !== null && revision === screen.revision + 1)
        screens.set(tabId, applyChange(screen, change));
      else if (screen !== null && revision > screen.revision) faults.push(new Error('a step was missed'));
    }
    if (event === 'shelf') shelves.set(tabId, message as Shelf);
    if (event === 'receipt') receiptsSent.push({ tabId, ...(message as Receipt) });
    if (event === 'door') doors.push({ tabId, ...(message as ServerMessage<'door'>) });
    if (event === 'nearby') asked.push({ tabId, ...(message as ServerMessage<'nearby'>) });
    if (event === 'play-sound') played.push({ tabId, ...(message as PlaySound) });
    if (event === 'recording-result') results.push({ tabId, ...(message as RecordingResult) });
  };
  const vault = createItemVault({ bytes, textBytes });
  let enforced = 0;
  const services = createLiveServices({
    ...{ store, vault, now, newId, words: WORDS, random: (limit) => ids++ % limit },
    visitorOf: (tabId) => `visitor ${tabId}`,
    tickets: createTickets({ secret: KEY, now }),
    lines: {
      send: (tabId, event, message) => void (connected.has(tabId) && take(tabId, event, message)),
      async show(tabId, event, message) {
        if (!connected.has(tabId)) return false;
        take(tabId, event, { ...message, keys: {} });
        if (slow) await new Promise<void>((resolve) => void unsaid.push({ tabId, resolve }));
        return connected.has(tabId);
      },
    },
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
      enforce() {
        enforced += 1;
        return oldestAudioMs;
      },
    },
    onFault: (_code, error) => void faults.push(error),
    count: (...what) => void counted.push(what),
    onLimit: (...what) => void limited.push(what),
  });
  const { live, listening, content } = services;
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  return {
    ...{
      ...services,
      store,
      vault,
      results,
      asked,
      played,
      meetingsSent,
      receiptsSent,
      doors,
      screens,
      shelves,
    },
    ...{ forgotten, faults, counted, limited, now, tickets, restored },
    /** How often old sound was looked for. */
    enforced: () => enforced,
    async open(...tabIds: string[]) {
      for (const tabId of tabIds) {
        connected.add(tabId);
        screens.set(tabId, null);
        await live.connect(tabId, null);
      }
    },
    /** A page connects that was connected before, with its ticket. */
    async arrive(tabId: string, ticket: string | null) {
      connected.add(tabId);
      screens.set(tabId, null);
      await live.connect(tabId, null, { ticket });
    },
    /** A slow screen says that it shows what it was sent. */
    acknowledge(tabId: string) {
      for (const each of unsaid) if (each.tabId === tabId) each.resolve();
      unsaid = unsaid.filter((each) => each.tabId !== tabId);
    },
    async loseLine(tabId: string) {
      connected.delete(tabId);
      this.acknowledge(tabId);
      listening.forgetTab(tabId);
      await live.lineLost(tabId);
    },
    /** Each tab has an address of its own unless it says otherwise. */
    record(tabId: string, address = tabId): string {
      const started = listening.start(tabId, { startedAt: time, canPlay: true, address });
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
    /** The same, whatever they recorded before. */
    async meetAnew(...tabIds: string[]) {
      for (const tabId of tabIds) listening.forgetTab(tabId);
      await this.meet(...tabIds);
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
        await services.sweep();
      }
    },
    /** Lays a text down, on the table or the shelf. */
    async lay(
      tabId: string,
      text: string,
      { kind = 'note' as TextKind, itemId = newId(), address = '::1' } = {},
    ) {
      const sealed = sealText(KEY, Buffer.from(text), 'text', itemId).toString('base64url');
      const laid = await content.add(tabId, { itemId, key: KEY, content: { kind, sealed }, address });
      return 'error' in laid ? { itemId, error: laid.error } : { itemId, error: null };
    },
    /** Announces a file of so many bytes. */
    async announce(tabId: string, size: number, itemId = newId(), address = '::1') {
      const sealed = sealText(KEY, Buffer.from('file.bin'), 'text', itemId).toString('base64url');
      const added = { itemId, key: KEY, content: { kind: 'file' as const, sealed, size }, address };
      const announced = await content.add(tabId, added);
      const upload = 'error' in announced ? null : announced.upload;
      return { itemId, upload, error: 'error' in announced ? announced.error : null };
    },
    /** Sends the bytes of an announced file. */
    async send(tabId: string, itemId: string) {
      const upload = content.beginUpload(tabId, itemId);
      if (upload === null) return 'not-found';
      const isTaken = content.takeBytes(upload, sealBytes(itemId, new Uint8Array(upload.size).fill(7)));
      return isTaken ? content.finishUpload(upload) : 'upload-broken';
    },
    connected: (tabId: string) => connected.has(tabId),
    settled,
    /** What the threads say of the oldest sound they hold. */
    oldestAudio(ms: number | null) {
      oldestAudioMs = ms;
    },
    /** Time passes at once, and deadlines are looked at when it is over. */
    async skip(ms: number) {
      time += ms;
      listening.sweep();
      await services.sweep();
      await settled();
    },
    async view(tabId: string): Promise<MeetingView | null> {
      const place = (await store.getTab(tabId))?.place;
      return place ? store.view(place.meetingId, place.participantId) : null;
    },
    newId,
  };
}
