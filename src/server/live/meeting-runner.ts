import type { Effect, MeetingEvent } from '../../meetings/meeting.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ItemKeys, MeetingChange, MeetingView } from '../../shared/meeting-view.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';
import type { Receipts, Screen } from './receipts.ts';
import type { TabLines } from './tab-line.ts';

export interface MeetingRunnerOptions {
  store: LiveStore;
  vault: ItemVault;
  now: Clock;
  lines: TabLines;
  receipts: Receipts;
  /** B7: somebody at the door is let in, or is not. */
  onKnockOver(knockId: string, meetingId: string, admitted: boolean): Promise<void>;
  /** C8: nothing of this meeting may be kept. */
  onMeetingEnd(meetingId: string): void;
  /** The server knows nothing of this tab any more. */
  onTabGone(tabId: string): void;
}

/** null: done. Otherwise the code of the refusal. */
export type Outcome = Promise<ErrorCode | null>;

/** Carries out what the meetings' state machine asks for. */
export class MeetingRunner {
  readonly #options: MeetingRunnerOptions;

  constructor(options: MeetingRunnerOptions) {
    this.#options = options;
  }

  /** Carries an event out on a meeting, and everything that follows from it. */
  async apply(meetingId: string, event: MeetingEvent): Outcome {
    const { store, vault, now } = this.#options;
    const effects = await store.apply(meetingId, event, now());
    const erased: Extract<Effect, { type: 'erase' }>[] = [];
    // First of all, whatever else may fail: what is taken away is gone (C3, C4, C5, C6, C8).
    for (const effect of effects) {
      if (effect.type !== 'erase') continue;
      erased.push(effect);
      for (const itemId of effect.itemIds) vault.erase(itemId);
    }
    const erasedAt = now();
    let refused: ErrorCode | null = null;
    for (const effect of effects) {
      if (effect.type === 'refuse') refused = effect.error;
      else if (effect.type === 'publish') await this.#publish(meetingId, effect, erased, erasedAt);
      else await this.#carryOut(meetingId, effect);
    }
    return refused;
  }

  /** Sends a tab the whole of its meeting, or that it is in none. */
  async showMeeting(tab: Tab, why: 'removed' | null = null): Promise<void> {
    const { lines, receipts } = this.#options;
    let view = await this.#viewAt(tab.place);
    for (;;) {
      const itemIds = view?.items.map(({ id }) => id) ?? [];
      const shown = lines.show(tab.tabId, 'meeting', { view, keys: this.keysFor(tab.tabId, itemIds), why });
      void shown.then((seen) => {
        if (seen) receipts.seen(tab.tabId);
      });
      // A step that was taken meanwhile may have been sent before this view, which has not got it.
      const now = await this.#viewAt(tab.place);
      if (now?.revision === view?.revision) return;
      view = now;
    }
  }

  /** C2: sends a tab all that lies on its shelf. */
  async showShelf(tab: Tab): Promise<boolean> {
    const { lines } = this.#options;
    const view = await this.#viewAt(tab.shelf);
    const items = view?.items ?? [];
    const itemIds = items.map(({ id }) => id);
    return lines.show(tab.tabId, 'shelf', {
      ...{ items, keys: this.keysFor(tab.tabId, itemIds), reader: view?.reader ?? null, held: tab.held },
    });
  }

  async #viewAt(place: Place | null): Promise<MeetingView | null> {
    return place ? this.#options.store.view(place.meetingId, place.participantId) : null;
  }

  /** The keys of items, sealed for a tab's connection. */
  keysFor(tabId: string, itemIds: readonly string[]): ItemKeys {
    const { vault, lines } = this.#options;
    const keys: Record<string, string> = {};
    for (const itemId of itemIds) {
      const key = vault.key(itemId);
      const sealed = key === null ? null : lines.sealKey(tabId, itemId, key);
      if (sealed !== null) keys[itemId] = sealed;
    }
    return keys;
  }

  /** Tells everybody in the meeting; whoever took something away gets a receipt (B2). */
  async #publish(
    meetingId: string,
    { revision, change }: Extract<Effect, { type: 'publish' }>,
    erased: readonly Extract<Effect, { type: 'erase' }>[],
    erasedAt: number,
  ): Promise<void> {
    const { store, lines, receipts } = this.#options;
    const tabs: Tab[] = [];
    for (const participantId of await store.participants(meetingId)) {
      // Whoever joins gets the whole of it next, and still shows the table they come from.
      if (change.type === 'joined' && change.participant.id === participantId) continue;
      const tab = await store.tabOf(participantId);
      if (tab !== null) tabs.push(tab);
    }
    const screens: Screen[] = [];
    for (const tab of tabs) {
      const itemIds = change.type === 'item-added' ? [change.item.id] : [];
      const message = { revision, change, keys: this.keysFor(tab.tabId, itemIds) };
      const shown = !lines.connected(tab.tabId)
        ? null
        : isAt(tab.shelf, meetingId)
          ? this.showShelf(tab)
          : lines.show(tab.tabId, 'change', message);
      screens.push({ tabId: tab.tabId, shown });
    }
    const removal = removalOf(change, erased);
    const owner = removal === null ? null : await store.tabOf(removal.participantId);
    if (removal === null || owner === null || !lines.connected(owner.tabId)) return;
    receipts.open({ ownerTabId: owner.tabId, itemId: removal.itemId, erasedAt, screens });
  }

  async #carryOut(meetingId: string, effect: Exclude<Effect, { type: 'publish' | 'refuse' }>): Promise<void> {
    const { store, onKnockOver, onMeetingEnd } = this.#options;
    if (effect.type === 'welcome') {
      const tab = await store.tabOf(effect.participantId);
      if (tab === null) return;
      if (isAt(tab.shelf, meetingId)) await this.showShelf(tab);
      else await this.showMeeting(tab);
    } else if (effect.type === 'dismiss') {
      const tab = await store.tabOf(effect.participantId);
      if (tab !== null) await this.#dismiss(tab, meetingId, effect.removed);
    } else if (effect.type === 'knock-over') {
      await onKnockOver(effect.knockId, meetingId, effect.admitted);
    } else if (effect.type === 'end') onMeetingEnd(meetingId);
  }

  async #dismiss(tab: Tab, meetingId: string, removed: boolean): Promise<void> {
    const { store, lines, onTabGone } = this.#options;
    const fromShelf = isAt(tab.shelf, meetingId);
    const left: Tab = fromShelf ? { ...tab, shelf: null } : { ...tab, place: null };
    if (left.place === null && left.shelf === null && !lines.connected(tab.tabId)) {
      await store.deleteTab(tab.tabId);
      return onTabGone(tab.tabId);
    }
    await store.putTab(left);
    if (fromShelf) void this.showShelf(left);
    else await this.showMeeting(left, removed ? 'removed' : null);
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
