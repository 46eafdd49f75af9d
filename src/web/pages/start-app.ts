import { effect } from '@preact/signals';
import { toId } from '../../shared/ids.ts';
import type { MeetingView } from '../../shared/meeting-view.ts';
import { PATHS } from '../../shared/protocol.ts';
import { describeStep } from '../a11y/describe-step.ts';
import { t } from '../i18n/t.ts';
import { type ClockSync, createClockSync } from '../listen/clock-sync.ts';
import { createListeningControl, type ListeningControl } from '../listen/listening-control.ts';
import { microphoneObstacle } from '../listen/microphone.ts';
import { createSoftSoundChoice } from '../listen/soft-sound-choice.ts';
import type { Waveform } from '../listen/waveform.ts';
import { createLiveConnection, type LiveConnection } from '../meeting/live-connection.ts';
import { createOutbox } from '../meeting/outbox.ts';
import type { Request } from '../meeting/request.ts';
import { claimTabId } from '../meeting/tab-id.ts';
import { nameCookie, nameFrom } from '../panel/name-cookie.ts';
import { type AppModel, type AppState, initialState } from './app-model.ts';
import { watchPageLife } from './page-life.ts';

/** Puts the parts of the page together. `start` is to be called once the page is hydrated. */
export function startApp(): { model: AppModel; start: () => Promise<void> } {
  const base = initialState();
  let connection: LiveConnection | null = null;
  let waveform: Waveform | null = null;
  let leaving = false;

  const request: Request = async (event, message) =>
    connection === null ? { ok: false, error: 'offline' } : connection.request(event, message);
  const clock = createClockSync(request);
  const softSound = createSoftSoundChoice(() => window.localStorage);
  const listening = createListeningControl({
    request,
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
    request,
    newId,
    onReturned: (content, trouble) => {
      base.returned.value = [...base.returned.value, { content, trouble }];
    },
  });
  const state: AppState = {
    ...base,
    listening: listening.state,
    softSound: softSound.allowed,
    pending: outbox.pending,
    removing: outbox.removing,
  };

  const onView = (view: MeetingView | null) => {
    const ended = state.meeting.value !== null && view === null;
    if (ended || view !== null) state.farewell.value = ended ? (leaving ? 'left' : 'ended') : null;
    if (ended) listening.tell({ type: 'reset' });
    leaving = false;
    outbox.resume(view);
  };

  const model: AppModel = {
    state,
    actions: {
      tapLogo: (event) => {
        state.farewell.value = null;
        listening.tap(event);
      },
      answerNearby: (yes) => listening.tell({ type: 'nearby-answer', yes }),
      drawOn: (drawing) => {
        waveform = drawing;
      },
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
      addItem: outbox.add,
      removeItem: outbox.remove,
      async leave() {
        leaving = true;
        const reply = await request('leave', {});
        if (!reply.ok) leaving = false;
        return reply.ok || reply.error === 'not-in-meeting' ? null : reply.error;
      },
      announce: (text) => {
        state.announcement.value = text;
      },
    },
  };

  const start = async () => {
    state.name.value = nameFrom(document.cookie);
    softSound.look();
    const obstacle = microphoneObstacle();
    if (obstacle !== null) listening.tell({ type: 'obstacle', obstacle });
    const tabId = await claimTabId();
    const pageId = newId();
    connection = createLiveConnection({
      tabId,
      pageId,
      name: () => state.name.value,
      onOnline: clock.start,
      onOffline: () => lostLine(clock, listening),
      onView,
      onResult: listening.result,
      onNearby: listening.nearby,
      onPlaySound: listening.play,
    });
    mirror(connection, state);
    watchPageLife({
      connection,
      stopListening: () => listening.tell({ type: 'stop' }),
      bye: { path: PATHS.bye, text: `${tabId}.${pageId}` },
    });
    announceSteps(state);
    effect(() => outbox.settle(state.meeting.value));
    connection.open();
  };

  return { model, start };
}

function lostLine(clock: ClockSync, listening: ListeningControl): void {
  clock.stop();
  listening.tell({ type: 'connection-lost' });
}

/** Shows the connection's state on the page, and to everything outside Preact on the body. */
function mirror(connection: LiveConnection, state: AppState): void {
  effect(() => {
    state.meeting.value = connection.meeting.value;
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

/** Says what others did, for those who do not see it. */
function announceSteps(state: AppState): void {
  let before: MeetingView | null = null;
  let wasOffline = false;
  effect(() => {
    const after = state.meeting.value;
    const said = describeStep(before, after);
    before = after;
    if (said !== '') state.announcement.value = said;
  });
  effect(() => {
    const offline = state.connection.value === 'offline';
    if (wasOffline && !offline) state.announcement.value = t('connection.back');
    wasOffline = offline;
  });
}
