import type { Effect, MeetingEvent } from '../../meetings/meeting.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { MeetingChange, MeetingView } from '../../shared/meeting-view.ts';
import type { ItemShare } from '../../storage/item-share.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import { Turns } from '../../storage/turns.ts';
import type { Clock } from './clock.ts';
import type { Receipts, Screen } from './receipts.ts';
import type { TabLines } from './tab-line.ts';
import type { Tickets } from './tickets.ts';

export interface MeetingRunnerOptions {
  store: LiveStore;
  share: ItemShare;
  now: Clock;
  lines: TabLines;
  tickets: Pick<Tickets, 'issue'>;
  receipts: Receipts;
  /** B7: somebody at the door is let in, or is not. */
  onKnockOver(knockId: string, meetingId: string, admitted: boolean): void;
  /** C8: nothing of this meeting may be kept. */
  onMeetingEnd(meetingId: string): void | Promise<void>;
  /** B2: this tab shows its meeting again. */
  onSeen(tabId: string): void;
  /** W6: somebody is in this meeting with somebody else for the first time. */
  onCompany(): void;
  /** The server knows nothing of this tab any more. */
  onTabGone(tabId: string): void;
  /** Something could not be shown; whoever asked for it does not wait for that. */
  onFault(code: string, error: unknown): void;
}

/** How a meeting is shown. */
interface Showing {
  readonly why?: 'removed' | null;
  /** Nothing was known of the tab; it lays back what is its own. */
  readonly restored?: boolean;
  readonly onShown?: () => void;
}

/** What else one event brought about. */
interface Following {
  readonly erased: readonly Extract<Effect, { type: 'erase' }>[];
  readonly erasedAt: number;
  /** Who gets the whole view. */
  readonly welcomed: readonly string[];
}

/** null: done. Otherwise the code of the refusal. */
export type Outcome = Promise<ErrorCode | null>;

/** Carries out what the meetings' state machine asks for. */
export class MeetingRunner {
  readonly #options: MeetingRunnerOptions;
  /** By meeting: people hear of its steps in their order. */
  readonly #turns = new Turns();

  constructor(options: MeetingRunnerOptions) {
    this.#options = options;
  }

  /** Meetings in which something is under way. */
  get underWay(): number {
    return this.#turns.size;
  }

  /** Carries an event out on a meeting, and everything that follows from it; one event after the other. */
  apply(meetingId: string, event: MeetingEvent): Outcome {
    return this.#turns.run(meetingId, () => this.#apply(meetingId, event));
  }

  async #apply(meetingId: string, event: MeetingEvent): Outcome {
    const { store, share, now } = this.#options;
    const effects = await store.apply(meetingId, event, now());
    const erased: Extract<Effect, { type: 'erase' }>[] = [];
    // First of all, whatever else may fail: what is taken away is gone (C3, C4, C5, C6, C8).
    for (const effect of effects) {
      if (effect.type !== 'erase') continue;
      erased.push(effect);
      for (const itemId of effect.itemIds) await share.erase(itemId);
    }
    const erasedAt = now();
    const welcomed = effects.flatMap((effect) => (effect.type === 'welcome' ? [effect.participantId] : []));
    const following = { erased, erasedAt, welcomed };
    let refused: ErrorCode | null = null;
    for (const effect of effects) {
      if (effect.type === 'refuse') refused = effect.error;
      else if (effect.type === 'publish') await this.#publish(meetingId, effect, following);
      else await this.#carryOut(meetingId, effect);
    }
    return refused;
  }

  /** Sends a tab the whole of its meeting, or that it is in none. Does not wait until it is on the screen. */
  async showMeeting(tabId: string, { why = null, restored = false, onShown }: Showing = {}): Promise<void> {
    const { store, lines, onSeen } = this.#options;
    const look = async () => this.#viewAt((await store.getTab(tabId))?.place ?? null);
    let view = await look();
    for (;;) {
      const ticket = await this.ticketOf(tabId);
      const itemIds = view?.items.map(({ id }) => id) ?? [];
      const shown = lines.show(tabId, 'meeting', { view, why, ticket, restored }, itemIds);
      void shown.then((seen) => {
        if (seen) onSeen(tabId);
        onShown?.();
      });
      // A step that was taken meanwhile may have been sent before this view, which has not got it.
      const now = await look();
      if (now?.you === view?.you && now?.revision === view?.revision) return;
      view = now;
    }
  }

  /** C6: with this the tab comes back where it is now; null: it is nowhere. */
  async ticketOf(tabId: string): Promise<string | null> {
    const { store, tickets } = this.#options;
    const place = (await store.getTab(tabId))?.place ?? null;
    const standing = place && (await store.standing(place));
    return standing && tickets.issue(tabId, standing);
  }

  /** C2: sends a tab all that lies on its shelf. Resolves when it is on the screen, see `TabLines.show`; never rejects. */
  showShelf(tabId: string): Promise<boolean> {
    return this.#showShelf(tabId).catch((error) => {
      this.#options.onFault('shelf', error);
      return false;
    });
  }

  async #showShelf(tabId: string): Promise<boolean> {
    const { store, lines } = this.#options;
    const tab = await store.getTab(tabId);
    const view = await this.#viewAt(tab?.shelf ?? null);
    const items = view?.items ?? [];
    const itemIds = items.map(({ id }) => id);
    const shelf = { items, reader: view?.reader ?? null, held: tab?.held ?? false };
    return lines.show(tabId, 'shelf', shelf, itemIds);
  }

  async #viewAt(place: Place | null): Promise<MeetingView | null> {
    return place ? this.#options.store.view(place.meetingId, place.participantId) : null;
  }

  /** Tells everybody in the meeting; whoever took something away gets a receipt (B2). */
  async #publish(
    meetingId: string,
    { revision, change }: Extract<Effect, { type: 'publish' }>,
    { erased, erasedAt, welcomed }: Following,
  ): Promise<void> {
    const { store, lines, receipts } = this.#options;
    const tabs: Tab[] = [];
    const participants = await store.participants(meetingId);
    for (const participantId of participants) {
      // They get the whole of it next; until then they show the table they come from, or what was before they were away.
      if (welcomed.includes(participantId)) continue;
      const tab = await store.tabOf(participantId);
      if (tab !== null) tabs.push(tab);
    }
    const screens: Screen[] = [];
    for (const tab of tabs) {
      const itemIds = change.type === 'item-added' ? [change.item.id] : [];
      const shown =
        tab.line === null
          ? null
          : isAt(tab.shelf, meetingId)
            ? this.showShelf(tab.tabId)
            : lines.show(tab.tabId, 'change', { revision, change }, itemIds);
      screens.push({ tabId: tab.tabId, shown });
    }
    const removal = removalOf(change, erased);
    const owner = removal === null ? null : await store.tabOf(removal.participantId);
    if (removal === null || owner === null || owner.line === null) return;
    receipts.open({ ownerTabId: owner.tabId, itemId: removal.itemId, erasedAt, screens });
  }

  async #carryOut(meetingId: string, effect: Exclude<Effect, { type: 'publish' | 'refuse' }>): Promise<void> {
    const { store, onKnockOver, onMeetingEnd } = this.#options;
    if (effect.type === 'welcome') {
      const tab = await store.tabOf(effect.participantId);
      if (tab === null) return;
      if (isAt(tab.shelf, meetingId)) void this.showShelf(tab.tabId);
      else await this.showMeeting(tab.tabId, { restored: effect.restored === true });
    } else if (effect.type === 'dismiss') {
      const tab = await store.tabOf(effect.participantId);
      if (tab !== null) await this.#dismiss(tab.tabId, effect);
    } else if (effect.type === 'knock-over') {
      onKnockOver(effect.knockId, meetingId, effect.admitted);
    } else if (effect.type === 'company') {
      this.#options.onCompany();
    } else if (effect.type === 'end') {
      await onMeetingEnd(meetingId);
    }
  }

  /** Somebody is in a meeting no more; by now they may be in another. */
  async #dismiss(
    tabId: string,
    { participantId, removed }: Extract<Effect, { type: 'dismiss' }>,
  ): Promise<void> {
    const { store, onTabGone } = this.#options;
    const still = (place: Place | null) => (place?.participantId === participantId ? null : place);
    let fromShelf = false;
    let isGone = false;
    await store.updateTab(tabId, (tab) => {
      if (tab === null) return null;
      const left = { ...tab, place: still(tab.place), shelf: still(tab.shelf) };
      fromShelf = left.shelf !== tab.shelf;
      isGone = left.place === null && left.shelf === null && tab.line === null;
      return isGone ? null : left;
    });
    if (isGone) onTabGone(tabId);
    else if (fromShelf) void this.showShelf(tabId);
    else await this.showMeeting(tabId, { why: removed ? 'removed' : null });
  }
}

const isAt = (place: Place | null, meetingId: string) => place?.meetingId === meetingId;

/** What a change took away for good, and whose it was. */
function removalOf(
  change: MeetingChange,
  erased: readonly Extract<Effect, { type: 'erase' }>[],
): { participantId: string; itemId: string | null } | null {
  if (change.type === 'item-removed') {
    const by = erased.find(({ itemIds }) => itemIds.includes(change.itemId));
    return by === undefined ? null : { participantId: by.participantId, itemId: change.itemId };
  }
  if (change.type !== 'left') return null;
  const by = erased.find(({ participantId }) => participantId === change.participantId);
  return by === undefined ? null : { participantId: by.participantId, itemId: null };
}
