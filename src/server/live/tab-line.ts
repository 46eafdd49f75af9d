import type { ServerEvent, ServerMessage } from '../../shared/protocol.ts';

/** Sends a message to a tab, wherever it is connected; a tab that is not connected misses it. */
export type SendToTab = <E extends ServerEvent>(tabId: string, event: E, message: ServerMessage<E>) => void;

/** The lines to the tabs. */
export interface TabLines {
  send: SendToTab;
  /** Resolves when the page said that it is on the screen: true; false when it did not within LIMITS.receiptMs. */
  show<E extends 'meeting' | 'change' | 'shelf'>(
    tabId: string,
    event: E,
    message: ServerMessage<E>,
  ): Promise<boolean>;
  /** Whether a socket of this tab is open. */
  connected(tabId: string): boolean;
  /** An item's key, sealed with the line key of the tab's connection; null when there is none. */
  sealKey(tabId: string, itemId: string, key: Uint8Array): string | null;
}
