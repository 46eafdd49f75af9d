import type { Item, MeetingEvent } from '../../meetings/meeting.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { ItemShare } from '../../storage/item-share.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';
import type { MeetingRunner, Outcome } from './meeting-runner.ts';
import { type Held, placeOf } from './tickets.ts';

export interface PlacesOptions {
  store: LiveStore;
  now: Clock;
  /** A new random id, see `toId`. */
  newId: () => string;
  runner: MeetingRunner;
  /** B7: what is the same for every visit of a tab, and tells nothing else. */
  visitorOf(tabId: string): string;
  /** B7: the meeting is locked for this tab: it stands at the door now. @returns why not */
  knock(tab: Tab, meetingId: string): Outcome;
  /** B7: the tab waits at no door any more. */
  withdraw(tabId: string): Promise<void>;
  share: Pick<ItemShare, 'isErased' | 'erase'>;
}

/** What of an item goes from one table to another. */
type Carried = Pick<Item, 'id' | 'content'>;

/**
 * Where tabs are: in which meeting, with which shelf, and how they go from one to another with what is theirs. Everything
 * here belongs into the tab's turn, see `Turns`.
 */
export class Places {
  readonly #options: PlacesOptions;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** Opens a meeting with nobody in it. */
  async open(): Promise<string> {
    const meetingId = this.#options.newId();
    await this.#options.store.createMeeting(meetingId, this.#options.now());
    return meetingId;
  }

  /** Something a participant does in their meeting. */
  async act(tabId: string, event: (participantId: string) => MeetingEvent): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    return this.actAt(tab?.place ?? null, event);
  }

  async actAt(place: Place | null, event: (participantId: string) => MeetingEvent): Outcome {
    if (place === null) return 'not-in-meeting';
    return this.#options.runner.apply(place.meetingId, event(place.participantId));
  }

  /** On the table and on the shelf. */
  async actAll(tab: Tab, event: (participantId: string) => MeetingEvent): Promise<void> {
    if (tab.place !== null) await this.actAt(tab.place, event);
    if (tab.shelf !== null) await this.actAt(tab.shelf, event);
  }

  /** What a tab has in a place. */
  async itemsAt(place: Place | null): Promise<readonly Item[]> {
    return place === null ? [] : ((await this.#options.store.holding(place))?.items ?? []);
  }

  /** C7: the tab's shelf: a meeting that nobody else can enter. null: there is no such tab. */
  async shelfOf(tabId: string): Promise<Place | null> {
    const { store, runner, newId } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null || tab.shelf !== null) return tab?.shelf ?? null;
    const shelf = { meetingId: await this.open(), participantId: newId() };
    const shelved = await store.updateTab(tabId, (now) => now && { ...now, shelf });
    if (shelved !== null) await runner.apply(shelf.meetingId, this.#joining(shelved, shelf, false));
    return shelved && shelf;
  }

  /**
   * Brings a tab into a meeting. What it had on another table, or on its shelf, comes along, visibly (C7).
   *
   * @returns null, also when the tab is in the meeting already; `locked`: it stands at the door now
   */
  async join(tabId: string, meetingId: string, { admitted = false } = {}): Outcome {
    const { store, newId, runner, knock, visitorOf } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null || tab.closing) return 'not-found';
    if (tab.place?.meetingId === meetingId) return null;
    // Asked before leaving: nobody gives up one meeting for another that has no room, or is locked.
    const target = await store.summary(meetingId);
    if (target === null) return 'not-in-meeting';
    if (target.size >= LIMITS.participantsPerMeeting) return 'meeting-full';
    const shut = target.locked || target.barred.has(visitorOf(tabId));
    if (shut && !admitted) return (await knock(tab, meetingId)) ?? 'locked';
    await this.goAway(tabId); // a yes from another door must not take the person out of here
    const old = tab.place;
    const place = { meetingId, participantId: newId() };
    const swap = (from: Place | null, to: Place | null) =>
      store.updateTab(tabId, (now) => {
        const isThere = now?.place?.participantId === from?.participantId;
        return now && isThere ? { ...now, place: to } : now;
      });
    // In its new place first: the page goes from table to table and is not told that it has left, so that what
    // somebody is typing stays; and nobody leaves one table who does not arrive at the other.
    const joining = await swap(old, place);
    if (joining?.place !== place) return 'not-found';
    const refused = await runner.apply(meetingId, this.#joining(joining, place, admitted));
    if (refused !== null) {
      await swap(place, old);
      await this.#lookBack(tabId, old);
      return refused;
    }
    if (old !== null) {
      const carried = await this.itemsAt(old);
      await this.actAt(old, (participantId) => ({ type: 'leave', participantId, keep: true }));
      await this.#settle(tabId, carried);
    }
    if (!joining.held) await this.layShelf(tabId);
    return null;
  }

  /** C6: the tab is where its ticket says that it was, in a meeting that was lost. */
  async comeBack(tabId: string, held: Held): Outcome {
    const { store, runner, now, visitorOf } = this.#options;
    const { meetingId, openedAt, locked, barred, reader, participantId } = held;
    await store.createMeeting(meetingId, now());
    const place = placeOf(held);
    const tab = await store.updateTab(tabId, (known) => known && { ...known, place: known.place ?? place });
    if (tab?.place?.participantId !== participantId) return 'not-found';
    const refused = await runner.apply(meetingId, {
      ...{ type: 'come-back', participantId, reader, openedAt, locked, barred },
      ...{ name: tab.name, visitor: visitorOf(tabId) },
    });
    if (refused !== null) {
      await store.updateTab(tabId, (known) =>
        known?.place?.participantId === participantId ? { ...known, place: null } : known,
      );
    }
    return refused;
  }

  /** A tab is where it was. Of what happened there meanwhile it has heard nothing, not even that it was sent out. */
  async #lookBack(tabId: string, old: Place | null): Promise<void> {
    const { store, runner } = this.#options;
    if (old === null) return;
    if ((await store.view(old.meetingId, old.participantId)) === null) {
      await store.updateTab(tabId, (now) => now && { ...now, place: null });
    }
    await runner.showMeeting(tabId);
  }

  /** B7: the tab waits at no door any more. */
  goAway(tabId: string): Promise<void> {
    return this.#options.withdraw(tabId);
  }

  /** C4 */
  async leave(tabId: string): Outcome {
    await this.goAway(tabId);
    return this.act(tabId, (participantId) => ({ type: 'leave', participantId }));
  }

  /** C7: lays everything that is on the shelf on the table. */
  async layShelf(tabId: string): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    let refused: Awaited<Outcome> = null;
    for (const { id } of await this.itemsAt(tab?.shelf ?? null)) {
      refused = (await this.layItem(tabId, id)) ?? refused;
    }
    return refused;
  }

  /** C7: from the shelf to the table. */
  async layItem(tabId: string, itemId: string): Outcome {
    const tab = await this.#options.store.getTab(tabId);
    if (!tab?.place) return 'not-in-meeting';
    const item = (await this.itemsAt(tab.shelf)).find(({ id }) => id === itemId);
    if (item === undefined) return 'not-found';
    await this.actAt(tab.shelf, (participantId) => ({
      type: 'item-remove',
      participantId,
      itemId,
      keep: true,
    }));
    return this.#settle(tabId, [item]);
  }

  /** C1: on the table, or on the shelf of a tab that is in no meeting. */
  async lay(tabId: string, item: Carried, where: 'table' | 'shelf'): Outcome {
    const place =
      where === 'table'
        ? ((await this.#options.store.getTab(tabId))?.place ?? null)
        : await this.shelfOf(tabId);
    const { id: itemId, content } = item;
    return this.actAt(place, (participantId) => ({ type: 'item-add', participantId, itemId, content }));
  }

  /**
   * Lays down what is on no table just now: on the table, or else on the shelf, where its owner sees it. What finds room
   * nowhere is erased; nothing may lie where nobody can take it away (C4, C8).
   *
   * @returns why not on the table
   */
  async #settle(tabId: string, items: readonly Carried[]): Outcome {
    const { share } = this.#options;
    let refused: Awaited<Outcome> = null;
    for (const item of items) {
      if (await share.isErased(item.id)) continue; // meanwhile, C3
      const error = await this.lay(tabId, item, 'table');
      if (error === null) continue;
      refused = error;
      if ((await this.lay(tabId, item, 'shelf')) !== null) await share.erase(item.id);
    }
    return refused;
  }

  #joining(tab: Tab, { participantId }: Place, admitted: boolean): MeetingEvent {
    const { newId, visitorOf } = this.#options;
    return {
      ...{ type: 'join', participantId, name: tab.name, reader: newId() },
      ...{ visitor: visitorOf(tab.tabId), admitted },
    };
  }
}
