import type { Item, MeetingEvent } from '../../meetings/meeting.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';
import type { MeetingRunner, Outcome } from './meeting-runner.ts';
import type { TabLines } from './tab-line.ts';

export interface LiveServiceOptions {
  store: LiveStore;
  now: Clock;
  /** A new random id, see `toId`. */
  newId: () => string;
  lines: Pick<TabLines, 'connected'>;
  runner: MeetingRunner;
  /** B7: what is the same for every visit of a tab, and tells nothing else. */
  visitorOf(tabId: string): string;
  /** B7: the meeting is locked for this tab: it stands at the door now. @returns why not */
  knock(tab: Tab, meetingId: string): Outcome;
  /** The server knows nothing of this tab any more. */
  onTabGone(tabId: string): void;
}

/** Tabs and the meetings they are in. */
export class LiveService {
  readonly #options: LiveServiceOptions;

  constructor(options: LiveServiceOptions) {
    this.#options = options;
  }

  /** A tab's socket opened: the tab is new, was reloaded, or its line is back. It gets its meeting, and its shelf. */
  async connect(tabId: string, name: string | null): Promise<void> {
    const { store, runner } = this.#options;
    const known = await store.getTab(tabId);
    const tab: Tab = { place: null, shelf: null, held: false, ...known, tabId, name };
    await store.putTab(tab);
    const back = async (place: Place | null) =>
      place !== null &&
      (await this.#act(place, (participantId) => ({ type: 'line-back', participantId }))) === null;
    const isBack = { place: await back(tab.place), shelf: await back(tab.shelf) };
    const now: Tab = {
      ...tab,
      place: isBack.place ? tab.place : null,
      shelf: isBack.shelf ? tab.shelf : null,
    };
    if (now.place !== tab.place || now.shelf !== tab.shelf) await store.putTab(now);
    if (!isBack.shelf) void runner.showShelf(now);
    if (!isBack.place) return runner.showMeeting(now);
    await this.#act(now.place, (participantId) => ({ type: 'rename', participantId, name }));
  }

  /** A tab's socket closed without a word: it may come back, see C6. What nobody can miss goes at once. */
  async lineLost(tabId: string): Promise<void> {
    const { store, runner, onTabGone } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return;
    const holding = tab.shelf ? await store.holding(tab.shelf) : null;
    await this.#actAll(tab, (participantId) => ({ type: 'line-lost', participantId }));
    if (tab.place !== null || (holding?.items.length ?? 0) > 0) return;
    if (tab.shelf !== null) await runner.apply(tab.shelf.meetingId, { type: 'leave', ...tab.shelf });
    await store.deleteTab(tabId);
    onTabGone(tabId);
  }

  /** C5: the page is closing, or reloading. */
  async bye(tabId: string): Promise<void> {
    const tab = await this.#options.store.getTab(tabId);
    if (tab !== null) await this.#actAll(tab, (participantId) => ({ type: 'bye', participantId }));
  }

  /** C6: a sign of life. */
  async heartbeat(tabId: string): Promise<void> {
    const tab = await this.#options.store.getTab(tabId);
    if (tab !== null) await this.#actAll(tab, (participantId) => ({ type: 'heartbeat', participantId }));
  }

  /** N3: a new name, or null for none; in a meeting the others see it at once. */
  async rename(tabId: string, name: string | null): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    if (tab === null) return 'not-found';
    await this.#options.store.putTab({ ...tab, name });
    if (tab.place === null) return null;
    return this.#act(tab.place, (participantId) => ({ type: 'rename', participantId, name }));
  }

  /** Something a participant does in their meeting. */
  async act(tabId: string, event: (participantId: string) => MeetingEvent): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    return this.#act(tab?.place ?? null, event);
  }

  /** C4 */
  async leave(tabId: string): Outcome {
    return this.act(tabId, (participantId) => ({ type: 'leave', participantId }));
  }

  /** Sends everything again, to a page that missed a step. */
  async refresh(tabId: string): Promise<void> {
    const { store, runner } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return;
    void runner.showShelf(tab);
    await runner.showMeeting(tab);
  }

  /** Opens a meeting with nobody in it. */
  async open(): Promise<string> {
    const meetingId = this.#options.newId();
    await this.#options.store.createMeeting(meetingId, this.#options.now());
    return meetingId;
  }

  /** C7: the tab with a shelf of its own: a meeting that nobody else can enter. */
  async withShelf(tab: Tab): Promise<Tab & { shelf: Place }> {
    const { store, runner, newId } = this.#options;
    if (tab.shelf !== null) return { ...tab, shelf: tab.shelf };
    const shelf = { meetingId: await this.open(), participantId: newId() };
    const shelved = { ...tab, shelf };
    await store.putTab(shelved);
    await runner.apply(shelf.meetingId, this.#joining(shelved, shelf, false));
    return shelved;
  }

  /**
   * Brings a tab into a meeting. What it had on another table, or on its shelf, comes along, visibly (C7).
   *
   * @returns null, also when the tab is in the meeting already; `locked`: it stands at the door now
   */
  async join(tabId: string, meetingId: string, { admitted = false } = {}): Outcome {
    const { store, newId, runner, knock, visitorOf } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return 'not-found';
    if (tab.place?.meetingId === meetingId) return null;
    // Asked before leaving: nobody gives up one meeting for another that has no room, or is locked.
    const target = await store.summary(meetingId);
    if (target !== null && target.size >= LIMITS.participantsPerMeeting) return 'meeting-full';
    const shut = target !== null && (target.locked || target.barred.has(visitorOf(tabId)));
    if (shut && !admitted) return (await knock(tab, meetingId)) ?? 'locked';
    const carried = tab.place ? ((await store.holding(tab.place))?.items ?? []) : [];
    const place = { meetingId, participantId: newId() };
    const joining: Tab = { ...tab, place };
    // In its new place first: the page goes from table to table and is not told that it has left, so that what
    // somebody is typing stays.
    await store.putTab(joining);
    const old = tab.place;
    if (old !== null) {
      await runner.apply(old.meetingId, { type: 'leave', participantId: old.participantId, keep: true });
    }
    const refused = await runner.apply(meetingId, this.#joining(joining, place, admitted));
    if (refused !== null) {
      const nowhere: Tab = { ...tab, place: null };
      await store.putTab(nowhere);
      // What it had goes back to its shelf: it is on no table, and not lost.
      for (const item of carried) await this.#lay(await this.withShelf(nowhere), 'shelf', item);
      if (old !== null) await runner.showMeeting(nowhere);
      return refused;
    }
    for (const item of carried) await this.#lay(joining, 'place', item);
    if (!joining.held) await this.layShelf(tabId);
    return null;
  }

  /** C7: lays everything that is on the shelf on the table. */
  async layShelf(tabId: string): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    const items = tab?.shelf ? ((await this.#options.store.holding(tab.shelf))?.items ?? []) : [];
    let refused: Awaited<Outcome> = null;
    for (const { id } of items) refused = (await this.layItem(tabId, id)) ?? refused;
    return refused;
  }

  /** C7: from the shelf to the table. */
  async layItem(tabId: string, itemId: string): Outcome {
    const { store, runner } = this.#options;
    const tab = await store.getTab(tabId);
    if (!tab?.place) return 'not-in-meeting';
    const shelf = tab.shelf;
    const item = shelf ? (await store.holding(shelf))?.items.find(({ id }) => id === itemId) : undefined;
    if (shelf === null || item === undefined) return 'not-found';
    const { participantId } = shelf;
    await runner.apply(shelf.meetingId, { type: 'item-remove', participantId, itemId, keep: true });
    const refused = await this.#lay(tab, 'place', item);
    if (refused !== null) await this.#lay(tab, 'shelf', item);
    return refused;
  }

  /** C7: whether what is on the shelf stays there when a meeting begins; in one, letting go lays it on the table. */
  async holdBack(tabId: string, held: boolean): Outcome {
    const { store, runner } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return 'not-found';
    const next = { ...tab, held };
    await store.putTab(next);
    void runner.showShelf(next);
    return !held && tab.place !== null ? this.layShelf(tabId) : null;
  }

  /** Lets everybody go whose time is over (C5, C6). To be called several times a second; idempotent. */
  async sweep(): Promise<void> {
    const { store, now, runner } = this.#options;
    for (const meetingId of await store.due(now())) await runner.apply(meetingId, { type: 'tick' });
  }

  #joining(tab: Tab, { participantId }: Place, admitted: boolean): MeetingEvent {
    const { newId, visitorOf } = this.#options;
    return {
      ...{ type: 'join', participantId, name: tab.name, reader: newId() },
      ...{ visitor: visitorOf(tab.tabId), admitted },
    };
  }

  async #lay(
    tab: Tab,
    where: 'place' | 'shelf',
    { id: itemId, content }: Pick<Item, 'id' | 'content'>,
  ): Outcome {
    return this.#act(tab[where], (participantId) => ({ type: 'item-add', participantId, itemId, content }));
  }

  async #act(place: Place | null, event: (participantId: string) => MeetingEvent): Outcome {
    if (place === null) return 'not-in-meeting';
    return this.#options.runner.apply(place.meetingId, event(place.participantId));
  }

  /** On the table and on the shelf. */
  async #actAll(tab: Tab, event: (participantId: string) => MeetingEvent): Promise<void> {
    if (tab.place !== null) await this.#act(tab.place, event);
    if (tab.shelf !== null) await this.#act(tab.shelf, event);
  }
}
