import type { ErrorCode } from '../../shared/errors.ts';
import type { ClientEvent, ClientMessage, Reply } from '../../shared/protocol.ts';

/** The line is lost, or no answer came: whether the server heard the message is not known. */
export interface NoAnswer {
  readonly ok: false;
  readonly error: 'offline';
}

/** Sends one message and waits for its answer. Never rejects, and never keeps a message for later. */
export type Request = <E extends ClientEvent>(
  event: E,
  message: ClientMessage<E>,
) => Promise<Reply<E> | NoAnswer>;

/** What a person can be told went wrong; the last two stop a file before it leaves this device. */
export type Trouble = ErrorCode | NoAnswer['error'] | 'unreadable' | 'other-meeting';
