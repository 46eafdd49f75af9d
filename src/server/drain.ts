import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestsUnderWay } from './http/requests-under-way.ts';
import type { SocketServer } from './socket/socket-server.ts';

/** How long a proxy has to notice that this server is not ready any more, ms: two of its looks. */
const LEAD_MS = 1_000;
/** Sockets are let go over so long, ms; a page is back within a second of that, so all have moved within 5 s. */
const SPREAD_MS = 2_500;
/** What uploads and answers under way have to end while other servers take the people, ms. */
const REQUESTS_MS = 20_000;
/** The same where everybody waits for this server's successor, and the files would end with this process anyway. ms */
const REQUESTS_ALONE_MS = 1_000;

/** A server that drains has ended by then, whatever hangs, ms. */
export const DRAIN_MS = LEAD_MS + SPREAD_MS + REQUESTS_MS;

export interface DrainOptions {
  sockets: Pick<SocketServer, 'refuseNew' | 'letGo'>;
  requests: RequestsUnderWay;
  /** Whether other servers have the same people's meetings, and a proxy leads there. */
  hasOthers: boolean;
  pause?: (ms: number) => Promise<unknown>;
}

/**
 * Sends everybody elsewhere: takes no new sockets, lets go of those there are, and waits for what is under way. Among
 * other servers it does so bit by bit; alone it hurries, since nobody is served until the next process listens.
 */
export async function drain({ sockets, requests, hasOthers, pause = sleep }: DrainOptions): Promise<void> {
  if (hasOthers) await pause(LEAD_MS);
  sockets.refuseNew();
  await sockets.letGo(hasOthers ? SPREAD_MS : 0);
  await requests.ended(hasOthers ? REQUESTS_MS : REQUESTS_ALONE_MS);
}
