import { hkdfSync } from 'node:crypto';
import * as z from 'zod';
import { fromBase64url } from '../../shared/base64url.ts';
import { idSchema } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Standing } from '../../storage/live-store.ts';
import { openText, sealText } from '../sealing/seal.ts';
import type { Clock } from './clock.ts';

/** Of those who were sent out, so many are named by a ticket. */
const BARRED_MOST = 20;

/** What a ticket says; only servers with the same secret can read it, or make one. */
const heldSchema = z.object({
  meetingId: idSchema,
  participantId: idSchema,
  reader: idSchema,
  /** When the meeting was opened. */
  openedAt: z.number(),
  locked: z.boolean(),
  /** B7: visitors who were sent out, the last of them. */
  barred: z.array(z.string()),
  issuedAt: z.number(),
});
export type Held = z.infer<typeof heldSchema>;

/** Where a ticket leads. */
export const placeOf = ({ meetingId, participantId }: Held) => ({ meetingId, participantId });

/** What a page holds of the meeting it is in, for a server that has lost all its memory. */
export interface Tickets {
  issue(tabId: string, standing: Standing): string;
  /** null: it is none, is another tab's, or is too old. */
  read(tabId: string, ticket: string): Held | null;
}

/**
 * Tickets outlive the server that made them, since its secret does. Each is sealed for one tab's id, and good for
 * `LIMITS.ticketMs`: as long as a restart may take, and not as long as somebody may have been away (C6).
 */
export function createTickets({ secret, now }: { secret: Uint8Array; now: Clock }): Tickets {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'zipsocket tickets', 32));
  return {
    issue(tabId, { id: meetingId, participantId, reader, createdAt: openedAt, locked, ...standing }) {
      const barred = [...standing.barred].slice(-BARRED_MOST);
      const held: Held = { meetingId, participantId, reader, openedAt, locked, barred, issuedAt: now() };
      return sealText(key, Buffer.from(JSON.stringify(held)), 'ticket', tabId).toString('base64url');
    },
    read(tabId, ticket) {
      const plain = openText(key, fromBase64url(ticket), 'ticket', tabId);
      if (plain === null) return null;
      const held = heldSchema.parse(JSON.parse(plain.toString()));
      return Math.abs(now() - held.issuedAt) <= LIMITS.ticketMs ? held : null;
    },
  };
}
