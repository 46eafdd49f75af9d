import { effect } from '@preact/signals';
import { toId } from '../../shared/ids.ts';
import { PATHS } from '../../shared/protocol.ts';
import { t } from '../i18n/t.ts';
import { type ClockSync, createClockSync } from '../listen/clock-sync.ts';
import { createListeningControl, type ListeningControl } from '../listen/listening-control.ts';
import { microphoneObstacle } from '../listen/microphone.ts';
import { createSoftSoundChoice } from '../listen/soft-sound-choice.ts';
import type { Waveform } from '../listen/waveform.ts';
import { createLiveConnection, type LiveConnection, type SentOut } from '../meeting/live-connection.ts';
import { onOneServer } from '../meeting/one-server.ts';
import type { OpenView } from '../meeting/opened.ts';
import { createOutbox, type SendBytes } from '../meeting/outbox.ts';
import type { Request } from '../meeting/request.ts';
import { createRestoring } from '../meeting/restoring.ts';
import { laterHere } from '../meeting/retries.ts';
import type { SealForLine } from '../meeting/sealed-line.ts';
import { claimTabId } from '../meeting/tab-id.ts';
import { nameCookie, nameFrom } from '../panel/name-cookie.ts';
import { registerShareWorker, takeShared } from '../share/take-shared.ts';
import { takeJoinCode } from '../ways-in/join-link.ts';
import { type AppActions, type AppModel, type AppState, initialState } from './app-model.ts';
import { createAtTheDoor } from './at-the-door.ts';
import { createDoorActions } from './door-actions.ts';
import { forgetCopies } from './forget-copies.ts';
import { createItemActions } from './item-actions.ts';
import { atFirstSign, createFetched } from './later.ts';
import { loadLater } from './load-later.ts';
import { watchPageLife } from './page-life.ts';

/** Puts the parts of the page together. `start` is to be called once the page is hydrated. */
export function startApp(): { model: AppModel; start: () => Promise<void> } {
  const base = initialState();
  let connection: LiveConnection | null = null;
  let waveform: Waveform | null = null;
  let leaving = false;
  let sentOut: SentOut | null = null;
  let sendBytes: SendBytes = async () => 'offline';

  const request: Request = async (event, message) =>
    connection === null ? { ok: false, error: 'offline' } : connection.request(event, message);
  const clock = createClockSync(request);
  const softSound = createSoftSoundChoice(() => window.localStorage);
  const seal: SealForLine = async (bytes, purpose, id) => connection?.seal(bytes, purpose, id) ?? null;
  const listening = createListeningControl({
    request,
    seal,
    clock,
    mayPlay: () => {
      softSound.look();
      return softSound.allowed.value;
    },
    isOnline: () => base.connection.value !== 'offline',
    waveform: () => waveform,
  });
  const newId = () => toId(crypto.getRandomValues(new Uint8Array(16)));
  const outbox = createOutbox({
    ...{ request, newId },
    seal,
    sendBytes: (options) => sendBytes(options),
    later: laterHere,
    isOnline: () => base.connection.value === 'online',
    place: () => ({ meetingId: base.meeting.value?.id ?? null, held: base.shelf.value.held }),
    onReturned: (content, trouble) => {
      base.returned.value = [...base.returned.value, { content, trouble }];
    },
  });
  const later = createFetched(loadLater, laterHere);
  const restoring = createRestoring({
    ...{ meeting: base.meeting, shelf: base.shelf },
    ...{ outbox, request, later: laterHere },
  });
  const state: AppState = {
    ...base,
    ...{ later: later.parts, laterFailed: later.failed },
    restoring: restoring.isShown,
    listening: listening.state,
    softSound: softSound.allowed,
    pending: outbox.pending,
    removing: outbox.removing,
    waiting: outbox.waiting,
  };
  const atTheDoor = createAtTheDoor(state);

  const onView = (view: OpenView | null, why: 'removed' | null, isRestored: boolean) => {
    const ended = state.meeting.value !== null && view === null;
    if (ended || view !== null) state.farewell.value = ended ? (why ?? (leaving ? 'left' : 'ended')) : null;
    if (ended) listening.tell({ type: 'reset' });
    if (state.meeting.value === null && view !== null) listening.tell({ type: 'joined' });
    forgetCopies({ state, outbox, next: view?.id ?? null, leaving });
    atTheDoor.view(view);
    restoring.view(view, isRestored);
    if (view === null) leaving = false; // another may come before the server hears of it
  };
  /** The line is new, or there is state behind it again: what is neither on the table nor on the shelf is sent again. */
  let resuming = false;
  const onShown = () => {
    const there = placed(state);
    if (resuming) outbox.resume(there);
    else outbox.settle(there);
    resuming = false;
  };

  const model: AppModel = {
    state,
    actions: {
      ...createItemActions({ state, request, outbox }),
      ...createDoorActions({ state, request, serverNow: () => clock.toServerTime(performance.now()) }),
      tapLogo: (event) => {
        state.farewell.value = null;
        state.turnedAway.value = false;
        listening.tap(event);
      },
      answerNearby: (yes) => listening.tell({ type: 'nearby-answer', yes }),
      drawOn: (drawing) => {
        waveform = drawing;
      },
      forgetRecording: listening.forget,
      allowSoftSound(allowed) {
        softSound.choose(allowed);
        if (!allowed) listening.hush();
      },
      async rename(name) {
        state.name.value = name;
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in older browsers
        document.cookie = nameCookie(name); // N2: only ever after a name was given; N3
        state.nameForgotten.value = name !== null && nameFrom(document.cookie) !== name;
        const reply = await request('rename', { name });
        return reply.ok || reply.error === 'offline' ? null : reply.error; // it goes along with reconnecting
      },
      async leave() {
        leaving = true;
        connection?.dropTicket();
        restoring.forget();
        const reply = await request('leave', {});
        if (!reply.ok) leaving = false;
        return reply.ok || reply.error === 'not-in-meeting' ? null : reply.error;
      },
      announce: (text) => {
        state.announcement.value = text;
      },
      fetchLater: later.fetch,
    },
  };

  const start = async () => {
    // On its way before the microphone opens: a meeting finds it here.
    atFirstSign(window, later.fetch);
    state.name.value = nameFrom(document.cookie);
    softSound.look();
    const obstacle = microphoneObstacle();
    if (obstacle !== null) listening.tell({ type: 'obstacle', obstacle });
    const tabId = await claimTabId();
    const pageId = newId();
    const sendPlain: SendBytes = async (options) => {
      later.fetch();
      const parts = later.parts.value;
      return parts === null ? 'offline' : parts.createSendBytes(tabId)(options); // what was offline is tried again
    };
    sendBytes = onOneServer(sendPlain, () => connection?.renew());
    connection = createLiveConnection({
      tabId,
      pageId,
      name: () => state.name.value,
      onOnline() {
        resuming = true;
        restoring.awaited();
        atTheDoor.connected();
        clock.start();
      },
      onOffline() {
        state.interrupted.value = false; // the server that comes next says so anew
        restoring.lost();
        lostLine(clock, listening);
      },
      onMemoryLost() {
        resuming = true; // whatever was refused meanwhile need not wait for its turn
        restoring.lost();
        restoring.awaited();
      },
      onView,
      onSentOut: (sent) => {
        sentOut = sent;
      },
      onReceipt: (receipt) => {
        state.receipt.value = receipt;
      },
      onDoor: (door) => atTheDoor.said(door, leaving),
      onInterruption: (on) => {
        state.interrupted.value = on;
        if (!on) resuming = true; // the whole view comes next
      },
      onForgotten() {
        restoring.forget();
        outbox.keep(new Set());
      },
      onResult: listening.result,
      onNearby: listening.nearby,
      onPlaySound: listening.play,
    });
    mirror(connection, state);
    watchPageLife({
      connection,
      stopListening: () => listening.tell({ type: 'stop' }),
      onLeft: restoring.forget,
      bye: { path: PATHS.bye, text: `${tabId}.${pageId}` },
    });
    announceSteps(state, () => sentOut);
    effect(onShown);
    effect(() => {
      if (hasMore(state)) later.fetch();
    });
    enterLinkedMeeting(state, model.actions);
    registerShareWorker();
    void takeShared(window.location, window.history).then((shared) => {
      state.shared.value = shared;
    });
    connection.open();
  };

  return { model, start };
}

function lostLine(clock: ClockSync, listening: ListeningControl): void {
  clock.stop();
  listening.tell({ type: 'connection-lost' });
}

/** There is something to see that the page as it comes has no part for. */
function hasMore({ meeting, shelf, pending, shared }: AppState): boolean {
  const count = shelf.value.items.length + pending.value.length;
  return meeting.value !== null || shared.value !== null || count > 0;
}

/** Ids of all that is on the table and on the shelf. */
function placed({ meeting, shelf }: AppState): ReadonlySet<string> {
  return new Set([...(meeting.value?.items ?? []), ...shelf.value.items].map(({ id }) => id));
}

/** B6: the page was opened by a link that names a meeting's code. */
function enterLinkedMeeting(state: AppState, actions: AppActions): void {
  const code = takeJoinCode(window.location, window.history);
  if (code === null) return;
  actions.fetchLater();
  const stop = effect(() => {
    if (state.connection.value !== 'online') return;
    queueMicrotask(() => stop());
    void actions.enterCode(code).then((trouble) => {
      state.linkTrouble.value = trouble;
    });
  });
}

/** Shows the connection's state on the page, and to everything outside Preact on the body. */
function mirror(connection: LiveConnection, state: AppState): void {
  effect(() => {
    state.meeting.value = connection.meeting.value;
    state.shelf.value = connection.shelf.value;
    document.body.dataset.meeting = connection.meeting.value?.id ?? '';
  });
  effect(() => {
    state.connection.value = connection.state.value;
    document.body.dataset.connection = connection.state.value;
  });
  effect(() => {
    state.refusal.value = connection.refusal.value;
  });
}

/** What is said stands for so long: names of things that are gone do not stay (C3). ms */
const SAID_MS = 15_000;

/** Says what others did, for those who do not see it. */
function announceSteps(state: AppState, sentOut: () => SentOut | null): void {
  let before: OpenView | null = null;
  let wasOffline = false;
  let wasInterrupted = false;
  effect(() => {
    const after = state.meeting.value;
    const parts = state.later.value;
    if (parts === null) return;
    const said = parts.describeStep(before, after, sentOut());
    before = after;
    if (said !== '') state.announcement.value = said;
  });
  effect(() => {
    const offline = state.connection.value === 'offline';
    if (wasOffline && !offline) state.announcement.value = t('connection.back');
    wasOffline = offline;
  });
  effect(() => {
    const interrupted = state.interrupted.value;
    const isOver = wasInterrupted && !interrupted && state.connection.peek() === 'online';
    if (isOver) state.announcement.value = t('connection.on-again');
    wasInterrupted = interrupted;
  });
  effect(() => {
    if (state.announcement.value === '') return;
    const over = setTimeout(() => {
      state.announcement.value = '';
    }, SAID_MS);
    return () => clearTimeout(over);
  });
}
