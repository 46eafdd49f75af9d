import type { Reply } from '../../shared/protocol.ts';
import type { PendingItem } from './outbox.ts';
import type { NoAnswer, Trouble } from './request.ts';
import type { Retries } from './retries.ts';
import { createTurns, type Turns } from './turns.ts';

/** Where a thing lies that is laid down now. */
export interface Place {
  /** null: on the shelf. */
  readonly meetingId: string | null;
  /** C7: what waits on the shelf stays there when a meeting begins. */
  readonly held: boolean;
}

export interface FileQueueOptions {
  retries: Retries;
  /** The line is there; when it comes back, everything is asked for again. */
  isOnline(): boolean;
  isPending(id: string): boolean;
  change(id: string, patch: Partial<PendingItem>): void;
  /** It was chosen for another table than the one there is now. */
  isElsewhere(id: string): boolean;
  announce(id: string): Promise<Reply<'item-add'> | NoAnswer>;
  /** Sends its bytes. Never rejects. */
  sendBytes(id: string, signal: AbortSignal): Promise<Trouble | null>;
}

/** What a lost line may have brought about, or servers whose state was away. */
export const OF_THE_LINE: readonly Trouble[] = ['offline', 'upload-broken', 'not-found', 'state-away'];
/** What goes well a little later. */
const AGAIN: readonly Trouble[] = [...OF_THE_LINE, 'too-fast', 'server-busy', 'internal'];
/** A browser has six connections to a host, and pictures want some of them. */
const AT_A_TIME = 2;
/** So often a file is tried again by itself. */
const TRIES = 5;

/**
 * C1: sends files, two at a time. Each is announced when it is its turn and not before: the server gives up what was
 * announced and brings nothing.
 */
export function createFileQueue(options: FileQueueOptions): Turns {
  const { retries, isOnline, isPending, change, isElsewhere, announce, sendBytes } = options;

  const stopped = (id: string, trouble: Trouble) => {
    if (!isPending(id)) return; // it arrived, although its answer did not
    change(id, { progress: null });
    if (AGAIN.includes(trouble)) {
      if (!isOnline() || retries.again(id, () => turns.ask([id]), TRIES)) return;
    }
    retries.end(id);
    change(id, { trouble });
  };
  const send = async (id: string, signal: AbortSignal): Promise<void> => {
    if (!isPending(id) || !isOnline()) return;
    if (isElsewhere(id)) return stopped(id, 'other-meeting');
    change(id, { progress: 0 });
    const reply = await announce(id);
    if (signal.aborted || !isPending(id)) return;
    if (reply.ok && !reply.upload) return; // it is there
    const trouble = reply.ok ? await sendBytes(id, signal) : reply.error;
    if (signal.aborted) return;
    if (trouble === null) retries.end(id);
    else stopped(id, trouble);
  };
  const turns = createTurns(AT_A_TIME, send);
  return turns;
}
