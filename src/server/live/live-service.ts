import type { MeetingEvent } from '../../meetings/meeting.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import type { Turns } from '../../storage/turns.ts';
import type { Clock } from './clock.ts';
import type { MeetingRunner, Outcome } from './meeting-runner.ts';
import type { Places } from './places.ts';
import { type Held, placeOf, type Tickets } from './tickets.ts';

export interface LiveServiceOptions {
  store: LiveStore;
  /** This server. */
  serverId: string;
  now: Clock;
  runner: MeetingRunner;
  places: Places;
  tickets: Pick<Tickets, 'read'>;
  /** By tab. */
  turns: Turns;
  /** The tab was connected to this server, and is here now. */
  onMoved(serverId: string, tabId: string): void;
  /** The server knows nothing of this tab any more. */
  onTabGone(tabId: string): void;
}

/** What a page says of itself when its line is there. */
export interface Arriving {
  readonly page?: string;
  /** See `Tickets`. */
  readonly ticket?: string | null;
}

/** What tabs do in their meetings, and what becomes of their lines; of one tab one thing after the other. */
export class LiveService {
  readonly #options: LiveServiceOptions;
  /** Tabs that were sent the whole again and have not said yet that they show it. */
  readonly #refreshing = new Set<string>();

  constructor(options: LiveServiceOptions) {
    this.#options = options;
  }

  /**
   * A tab's socket opened: the tab is new, was reloaded, or its line is back. It gets its meeting, and its shelf. If the
   * server lost both, the page's ticket brings the tab back into the meeting.
   */
  connect(tabId: string, name: string | null, { page = '', ticket = null }: Arriving = {}): Promise<void> {
    return this.#inTurn(tabId, async () => {
      const { store, serverId, runner, places, tickets, onMoved } = this.#options;
      let from: string | null = null;
      let isNew = false;
      const held = ticket === null ? null : tickets.read(tabId, ticket);
      // With where it belongs, from the first: should anything fail on the way there, it is still known.
      const fresh = { place: held && placeOf(held), shelf: null, held: false };
      const tab = await store.updateTab(tabId, (known) => {
        from = known?.line ?? null;
        isNew = known === null;
        return { ...fresh, ...known, tabId, name, closing: false, line: serverId, page };
      });
      if (from !== null && from !== serverId) onMoved(from, tabId);
      this.#refreshing.delete(tabId);
      if (isNew) {
        void runner.showShelf(tabId);
        return this.#arrive(tabId, held, true);
      }
      const back = async (which: 'place' | 'shelf') => {
        const place = tab?.[which] ?? null;
        if (place === null) return false;
        const refused = await places.actAt(place, (participantId) => ({ type: 'line-back', participantId }));
        if (refused !== null) await this.#forgetPlace(tabId, which, place);
        return refused === null;
      };
      const isBack = { place: await back('place'), shelf: await back('shelf') };
      if (!isBack.shelf) void runner.showShelf(tabId);
      if (!isBack.place) {
        // It may have been on its way back there when Redis broke; from any other place it may have gone since (C4, B7).
        const isSame = held !== null && held.participantId === tab?.place?.participantId;
        return this.#arrive(tabId, isSame ? held : null, false);
      }
      await places.act(tabId, (participantId) => ({ type: 'rename', participantId, name }));
    });
  }

  /** The server had lost where this tab was, or the tab was not there. */
  async #arrive(tabId: string, held: Held | null, restored: boolean): Promise<void> {
    const { places, runner } = this.#options;
    if (held !== null && (await places.comeBack(tabId, held)) === null) return;
    await runner.showMeeting(tabId, { restored });
  }

  /** A tab's socket closed without a word: it may come back, see C6. What nobody can miss goes at once. */
  lineLost(tabId: string, from: string = this.#options.serverId): Promise<void> {
    return this.#inTurn(tabId, async () => {
      const { store, places, onTabGone } = this.#options;
      this.#refreshing.delete(tabId);
      await places.goAway(tabId);
      const known = await store.getTab(tabId);
      if (known === null || without(known.line, from) !== null) return; // it is connected to another server
      // First what the others see: as long as the line is noted, this is done again should it fail halfway.
      await places.actAll(known, (participantId) => ({ type: 'line-lost', participantId }));
      const tab = await store.updateTab(tabId, (now) => now && { ...now, line: without(now.line, from) });
      if (tab === null) return;
      if (tab.line !== null) {
        // It came back to another server meanwhile, which could not wait for this turn.
        await places.actAll(tab, (participantId) => ({ type: 'line-back', participantId }));
        return;
      }
      if (tab.place !== null || (await places.itemsAt(tab.shelf)).length > 0) return;
      if (tab.shelf !== null) {
        await places.actAt(tab.shelf, (participantId) => ({ type: 'leave', participantId }));
      }
      await store.updateTab(tabId, () => null);
      onTabGone(tabId);
    });
  }

  /**
   * C5: the page is closing, or reloading. Until it is back it is brought nowhere, also while its line still stands.
   *
   * @param options.isLate it said so some time ago; whose line is at another server by now has come back
   */
  bye(tabId: string, page = '', { isLate = false } = {}): Promise<void> {
    return this.#inTurn(tabId, async () => {
      const { store, places, serverId } = this.#options;
      // The beacon of a page that was reloaded may come when the new page is there already.
      const isBack = (line: string | null) => isLate && line !== null && line !== serverId;
      const isOld = (now: Tab | null) => now !== null && (now.page !== page || isBack(now.line));
      const tab = await store.updateTab(
        tabId,
        (now) => now && (isOld(now) ? now : { ...now, closing: true }),
      );
      if (isOld(tab)) return;
      await places.goAway(tabId);
      if (tab !== null) await places.actAll(tab, (participantId) => ({ type: 'bye', participantId }));
    });
  }

  /** B7: the person goes away from the door. */
  goAway(tabId: string): Promise<void> {
    return this.#inTurn(tabId, () => this.#options.places.goAway(tabId));
  }

  /** C6: a sign of life. @returns a new ticket; `forgotten`: the server has lost this tab */
  heartbeat(tabId: string): Promise<{ ticket: string | null } | 'forgotten'> {
    return this.#inTurn(tabId, async () => {
      const { store, places, runner } = this.#options;
      const tab = await store.getTab(tabId);
      if (tab === null) return 'forgotten';
      await places.actAll(tab, (participantId) => ({ type: 'heartbeat', participantId }));
      return { ticket: await runner.ticketOf(tabId) };
    });
  }

  /** N3: a new name, or null for none; in a meeting the others see it at once. */
  rename(tabId: string, name: string | null): Outcome {
    return this.#inTurn(tabId, async () => {
      const { store, places } = this.#options;
      const tab = await store.updateTab(tabId, (now) => now && { ...now, name });
      if (tab === null) return 'not-found';
      if (tab.place === null) return null;
      return places.actAt(tab.place, (participantId) => ({ type: 'rename', participantId, name }));
    });
  }

  /** Something a participant does in their meeting. */
  act(tabId: string, event: (participantId: string) => MeetingEvent): Outcome {
    return this.#inTurn(tabId, () => this.#options.places.act(tabId, event));
  }

  /** C4 */
  leave(tabId: string): Outcome {
    return this.#inTurn(tabId, () => this.#options.places.leave(tabId));
  }

  /**
   * Sends everything again, to a page that missed a step. While one such answer is not on the screen yet, another
   * would say the same: a page that asks and does not read makes nothing grow.
   */
  async refresh(tabId: string): Promise<void> {
    if (this.#refreshing.has(tabId)) return;
    this.#refreshing.add(tabId);
    await this.#inTurn(tabId, async () => {
      const { runner } = this.#options;
      void runner.showShelf(tabId);
      await runner.showMeeting(tabId, { onShown: () => this.#refreshing.delete(tabId) });
    }).catch((error) => {
      this.#refreshing.delete(tabId);
      throw error;
    });
  }

  /** Opens a meeting with nobody in it. */
  open(): Promise<string> {
    return this.#options.places.open();
  }

  /**
   * Brings a tab into a meeting, see `Places.join`.
   *
   * @param options.unlessIn a tab that is in a meeting stays there
   * @param options.isWanted asked when the tab has its turn
   */
  join(
    tabId: string,
    meetingId: string,
    options: { admitted?: boolean; unlessIn?: boolean; isWanted?: () => boolean } = {},
  ): Outcome {
    return this.#inTurn(tabId, async () => {
      const { store, places } = this.#options;
      if (options.unlessIn && (await store.getTab(tabId))?.place) return null;
      if (options.isWanted?.() === false) return 'not-found';
      return places.join(tabId, meetingId, options);
    });
  }

  /** C7: from the shelf to the table. */
  layItem(tabId: string, itemId: string): Outcome {
    return this.#inTurn(tabId, () => this.#options.places.layItem(tabId, itemId));
  }

  /** C7: whether what is on the shelf stays there when a meeting begins; in one, letting go lays it on the table. */
  holdBack(tabId: string, held: boolean): Outcome {
    return this.#inTurn(tabId, async () => {
      const { store, runner, places } = this.#options;
      const tab = await store.updateTab(tabId, (now) => now && { ...now, held });
      if (tab === null) return 'not-found';
      void runner.showShelf(tabId);
      return !held && tab.place !== null ? places.layShelf(tabId) : null;
    });
  }

  /** Lets everybody go whose time is over (C5, C6). To be called several times a second; idempotent. */
  async sweep(): Promise<void> {
    const { store, now, runner } = this.#options;
    for (const meetingId of await store.due(now())) await runner.apply(meetingId, { type: 'tick' });
  }

  #inTurn<T>(tabId: string, work: () => Promise<T>): Promise<T> {
    return this.#options.turns.run(tabId, work);
  }

  /** The meeting is over; the tab may have been brought somewhere else meanwhile. */
  async #forgetPlace(tabId: string, which: 'place' | 'shelf', place: Place): Promise<void> {
    await this.#options.store.updateTab(tabId, (now) => {
      if (now?.[which]?.participantId !== place.participantId) return now;
      return { ...now, [which]: null };
    });
  }
}

const without = (line: string | null, from: string) => (line === from ? null : line);
