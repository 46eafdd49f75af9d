import { LIMITS } from '../../shared/limits.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { ShownEvent, TabLines, Unkeyed } from '../live/tab-line.ts';
import type { SocketServer } from '../socket/socket-server.ts';
import type { Bus } from './bus.ts';
import type { BusMessage } from './bus-messages.ts';

/** A little more than the other server waits for the page. ms */
const SHOW_MS = LIMITS.receiptMs + 500;

export interface ClusterLinesOptions {
  sockets: SocketServer;
  store: Pick<LiveStore, 'getTab'>;
  bus: Bus;
  onFault: (code: string, error: unknown) => void;
}

/** The lines to all tabs: those connected here, and through the other servers those connected there. */
export function createClusterLines({ sockets, store, bus, onFault }: ClusterLinesOptions): TabLines {
  bus.on('send', ({ tabId, event, message }) => sockets.send(tabId, event as never, message as never));
  bus.on('show', ({ tabId, event, message, itemIds }) =>
    sockets.show(tabId, event as ShownEvent, message as Unkeyed<ShownEvent>, itemIds),
  );

  /** The other server a tab is connected to, or null. */
  async function elsewhere(tabId: string): Promise<string | null> {
    const line = (await store.getTab(tabId))?.line ?? null;
    return line === bus.serverId ? null : line;
  }

  return {
    send(tabId, event, message) {
      if (sockets.connected(tabId)) return sockets.send(tabId, event, message);
      elsewhere(tabId).then(
        (line) => line !== null && bus.send(line, { type: 'send', tabId, event, message }),
        (error) => onFault('send', error),
      );
    },
    async show(tabId, event, message, itemIds) {
      if (sockets.connected(tabId)) return sockets.show(tabId, event, message, itemIds);
      try {
        const line = await elsewhere(tabId);
        if (line === null) return false;
        const show = { type: 'show', tabId, event, message, itemIds: [...itemIds] } satisfies BusMessage;
        return (await bus.ask(line, show, SHOW_MS))?.answer === true;
      } catch (error) {
        onFault('show', error); // nobody waits for that
        return false;
      }
    },
  };
}
