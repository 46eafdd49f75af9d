import type { ServerEvent, ServerMessage } from '../../shared/protocol.ts';

/** Messages that a page says to have on its screen. They carry keys of items. */
export type ShownEvent = 'meeting' | 'change' | 'shelf';

/** A message whose keys are added where the tab is connected, sealed for its connection. */
export type Unkeyed<E extends ShownEvent> = Omit<ServerMessage<E>, 'keys'>;

/** Sends a message to a tab, wherever it is connected; a tab that is not connected misses it. */
export type SendToTab = <E extends ServerEvent>(tabId: string, event: E, message: ServerMessage<E>) => void;

/** The lines to the tabs. */
export interface TabLines {
  send: SendToTab;
  /**
   * Resolves when the page said that it is on the screen: true; false when it did not within LIMITS.receiptMs.
   *
   * @param itemIds the items whose keys it needs
   */
  show<E extends ShownEvent>(
    tabId: string,
    event: E,
    message: Unkeyed<E>,
    itemIds: readonly string[],
  ): Promise<boolean>;
}
