import type { Effect, MeetingEvent } from '../../meetings/meeting.ts';
import type { Content } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { ServerEvent, ServerMessage } from '../../shared/protocol.ts';
import type { LiveStore, Tab } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';

/** Sends a message to a tab, wherever it is connected; a tab that is not connected misses it. */
export type SendToTab = <E extends ServerEvent>(tabId: string, event: E, message: ServerMessage<E>) => void;

export interface LiveServiceOptions {
  store: LiveStore;
  now: Clock;
  /** A new random id, see `toId`. */
  newId: () => string;
  send: SendToTab;
  /** Whether a socket of this tab is open. */
  connected: (tabId: string) => boolean;
}

/** null: done. Otherwise the code of the refusal. */
type Outcome = Promise<ErrorCode | null>;

/** Tabs and the meetings they are in: carries out what the meetings' state machine asks for. */
export class LiveService {
  readonly #options: LiveServiceOptions;

  constructor(options: LiveServiceOptions) {
    this.#options = options;
  }

  /** A tab's socket opened: the tab is new, was reloaded, or its line is back. It gets its meeting, or null. */
  async connect(tabId: string, name: string | null): Promise<void> {
    const { store, send } = this.#options;
    const known = await store.getTab(tabId);
    const tab: Tab = { tabId, name, place: known?.place ?? null };
    await store.putTab(tab);
    if (tab.place === null) return send(tabId, 'meeting', null);
    const back = await this.#act(tab, (participantId) => ({ type: 'line-back', participantId }));
    if (back !== null) {
      await store.putTab({ ...tab, place: null });
      return send(tabId, 'meeting', null);
    }
    await this.#act(tab, (participantId) => ({ type: 'rename', participantId, name }));
  }

  /** A tab's socket closed without a word: in a meeting it may come back, see C6. */
  async lineLost(tabId: string): Promise<void> {
    const tab = await this.#options.store.getTab(tabId);
    if (tab?.place) await this.#act(tab, (participantId) => ({ type: 'line-lost', participantId }));
    else await this.#options.store.deleteTab(tabId);
  }

  /** C5: the page is closing, or reloading. */
  async bye(tabId: string): Promise<void> {
    const tab = await this.#options.store.getTab(tabId);
    if (tab?.place) await this.#act(tab, (participantId) => ({ type: 'bye', participantId }));
  }

  /** C6: a sign of life. */
  async heartbeat(tabId: string): Promise<void> {
    const tab = await this.#options.store.getTab(tabId);
    if (tab?.place) await this.#act(tab, (participantId) => ({ type: 'heartbeat', participantId }));
  }

  /** N3: a new name, or null for none; in a meeting the others see it at once. */
  async rename(tabId: string, name: string | null): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    if (tab === null) return 'not-found';
    await this.#options.store.putTab({ ...tab, name });
    if (tab.place === null) return null;
    return this.#act(tab, (participantId) => ({ type: 'rename', participantId, name }));
  }

  /** C1 */
  async addItem(tabId: string, itemId: string, content: Content): Outcome {
    return this.#actAs(tabId, (participantId) => ({ type: 'item-add', participantId, itemId, content }));
  }

  /** C3 */
  async removeItem(tabId: string, itemId: string): Outcome {
    return this.#actAs(tabId, (participantId) => ({ type: 'item-remove', participantId, itemId }));
  }

  /** C4 */
  async leave(tabId: string): Outcome {
    return this.#actAs(tabId, (participantId) => ({ type: 'leave', participantId }));
  }

  /** Sends the whole meeting again, to a page that missed a step. */
  async refresh(tabId: string): Promise<void> {
    const { store, send } = this.#options;
    const tab = await store.getTab(tabId);
    const view = tab?.place ? await store.view(tab.place.meetingId, tab.place.participantId) : null;
    send(tabId, 'meeting', view);
  }

  /** Opens a meeting with nobody in it. */
  async open(): Promise<string> {
    const meetingId = this.#options.newId();
    await this.#options.store.createMeeting(meetingId, this.#options.now());
    return meetingId;
  }

  /**
   * Brings a tab into a meeting. What it had on another table comes along, visibly, as new items there.
   *
   * @returns null, also when the tab is in the meeting already
   */
  async join(tabId: string, meetingId: string): Outcome {
    const { store, newId, send } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return 'not-found';
    if (tab.place?.meetingId === meetingId) return null;
    // Asked before leaving: nobody gives up one meeting for another that has no room.
    const target = await store.summary(meetingId);
    if (target !== null && target.size >= LIMITS.participantsPerMeeting) return 'meeting-full';
    const before = tab.place ? await store.view(tab.place.meetingId, tab.place.participantId) : null;
    const carried = before?.items.filter((item) => item.ownerId === before.you) ?? [];
    const place = { meetingId, participantId: newId() };
    const joining: Tab = { ...tab, place };
    // In its new place first: the page goes from table to table and is not told that it has left, so that what
    // somebody is typing stays.
    await store.putTab(joining);
    const old = tab.place;
    if (old !== null) await this.#apply(old.meetingId, { type: 'leave', participantId: old.participantId });
    const refused = await this.#act(joining, (participantId) => ({
      type: 'join',
      participantId,
      name: tab.name,
    }));
    if (refused !== null) {
      await store.putTab({ ...tab, place: null });
      if (old !== null) send(tabId, 'meeting', null);
      return refused;
    }
    for (const { kind, text } of carried) {
      await this.#act(joining, (participantId) => ({
        type: 'item-add',
        participantId,
        itemId: newId(),
        content: { kind, text },
      }));
    }
    return null;
  }

  /** Lets everybody go whose time is over (C5, C6). To be called several times a second; idempotent. */
  async sweep(): Promise<void> {
    const { store, now } = this.#options;
    for (const meetingId of await store.due(now())) await this.#apply(meetingId, { type: 'tick' });
  }

  async #actAs(tabId: string, event: (participantId: string) => MeetingEvent): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    return tab === null ? 'not-in-meeting' : this.#act(tab, event);
  }

  async #act(tab: Tab, event: (participantId: string) => MeetingEvent): Outcome {
    if (tab.place === null) return 'not-in-meeting';
    return this.#apply(tab.place.meetingId, event(tab.place.participantId));
  }

  async #apply(meetingId: string, event: MeetingEvent): Outcome {
    const effects = await this.#options.store.apply(meetingId, event, this.#options.now());
    let refused: ErrorCode | null = null;
    for (const effect of effects) {
      if (effect.type === 'refuse') refused = effect.error;
      else await this.#carryOut(meetingId, effect);
    }
    return refused;
  }

  async #carryOut(meetingId: string, effect: Effect): Promise<void> {
    const { store, send, connected } = this.#options;
    if (effect.type === 'publish') {
      const { revision, change } = effect;
      for (const participantId of await store.participants(meetingId)) {
        const tab = await store.tabOf(participantId);
        if (tab) send(tab.tabId, 'change', { revision, change });
      }
    } else if (effect.type === 'welcome') {
      const tab = await store.tabOf(effect.participantId);
      if (tab) send(tab.tabId, 'meeting', await store.view(meetingId, effect.participantId));
    } else if (effect.type === 'dismiss') {
      const tab = await store.tabOf(effect.participantId);
      if (tab === null) return;
      if (!connected(tab.tabId)) return store.deleteTab(tab.tabId);
      await store.putTab({ ...tab, place: null });
      send(tab.tabId, 'meeting', null);
    }
  }
}
