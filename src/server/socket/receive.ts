import type { Socket } from 'socket.io';
import type { ErrorCode } from '../../shared/errors.ts';
import { type ClientEvent, type ClientMessage, clientMessages, type Reply } from '../../shared/protocol.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import type { Verdict } from './throttle.ts';

/** One function per event of the protocol: takes the parsed message, gives the reply. */
export type Handlers = { [E in ClientEvent]: (message: ClientMessage<E>) => Reply<E> | Promise<Reply<E>> };

export interface ReceiveOptions {
  handlers: Handlers;
  throttle: () => Verdict;
  /** Too many messages came, and the connection is ended. */
  onCut: () => void;
  /** An error nobody expected; the message's content is not part of it. */
  onFault: (event: ClientEvent, error: unknown) => void;
}

const refusal = (error: ErrorCode): Reply => ({ ok: false, error });

/**
 * Listens to everything a socket sends. Each message is throttled, parsed by its schema, handled and acknowledged;
 * one of another form, or with an unknown name, is answered with `bad-message` and changes nothing.
 */
export function receive(socket: Socket, { handlers, throttle, onCut, onFault }: ReceiveOptions): void {
  socket.onAny((event: string, ...args: unknown[]) => {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (reply: Reply) => void last(reply) : () => {};
    const verdict = throttle();
    if (verdict === 'cut') {
      onCut();
      return void socket.disconnect(true);
    }
    if (verdict === 'refuse') return acknowledge(refusal('too-fast'));
    if (!Object.hasOwn(clientMessages, event)) return acknowledge(refusal('bad-message'));
    void answer(handlers, event as ClientEvent, args[0], onFault).then(acknowledge);
  });
}

async function answer<E extends ClientEvent>(
  handlers: Handlers,
  event: E,
  message: unknown,
  onFault: ReceiveOptions['onFault'],
): Promise<Reply> {
  const parsed = clientMessages[event].safeParse(message);
  if (!parsed.success) return refusal(isBadUrl(event, parsed.error.issues) ? 'bad-url' : 'bad-message');
  try {
    return await handlers[event](parsed.data as ClientMessage<E>);
  } catch (error) {
    if (isRedisAway(error)) return refusal('state-away'); // known already, and told once
    onFault(event, error);
    return refusal('internal');
  }
}

/** An address that is none, or of another kind, deserves an answer of its own. */
function isBadUrl(event: ClientEvent, issues: readonly { code?: string; path: PropertyKey[] }[]): boolean {
  return event === 'item-add' && issues.some((issue) => issue.code === 'custom' && issue.path[1] === 'text');
}
