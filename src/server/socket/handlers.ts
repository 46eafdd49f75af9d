import type { ErrorCode } from '../../shared/errors.ts';
import type { Reply } from '../../shared/protocol.ts';
import type { ContentService } from '../content/content-service.ts';
import type { Clock } from '../live/clock.ts';
import type { InviteService } from '../live/invite-service.ts';
import type { ListeningService } from '../live/listening-service.ts';
import type { LiveService } from '../live/live-service.ts';
import { type LineKey, openText } from '../sealing/seal.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import { createChunkTaker } from './chunk-taker.ts';
import type { Handlers } from './receive.ts';

/** W6: of one tab, or of one address. */
const TOO_MANY = new Set<ErrorCode>(['too-fast', 'address-busy']);

const refusal = (error: ErrorCode) => ({ ok: false, error }) as const;
const done = (error: ErrorCode | null): Reply => (error === null ? { ok: true } : refusal(error));
const answering =
  <Message>(handle: (message: Message) => Promise<ErrorCode | null>) =>
  async (message: Message) =>
    done(await handle(message));

/** What messages are handed to. */
export interface Services {
  live: LiveService;
  content: ContentService;
  invites: InviteService;
  listening: ListeningService;
  matching: Pick<MatchingThreads, 'push'>;
}

/** One connection. */
export interface Connection extends Services {
  now: Clock;
  line: LineKey;
  /** Where it comes from. */
  address: () => string;
  /** The server has lost this tab. */
  askBack: () => void;
  /** W6: it does something too often. */
  limited: (what: string) => void;
}

/** W12: what a tab may send, and what is done with it. */
export function handlersOf(tabId: string, connection: Connection): Handlers {
  const { live, listening, matching, now, line, address, limited, askBack } = connection;
  return {
    ...contentHandlers(tabId, connection),
    ...doorHandlers(tabId, connection),
    clock: () => ({ ok: true, serverTime: now() }),
    heartbeat: async () => {
      const alive = await live.heartbeat(tabId);
      if (alive === 'forgotten') askBack();
      return { ok: true, ticket: alive === 'forgotten' ? null : alive.ticket };
    },
    'recording-start': (recording) => {
      const started = listening.start(tabId, { ...recording, address: address() });
      if ('error' in started && TOO_MANY.has(started.error)) limited('recordings');
      return 'error' in started ? refusal(started.error) : { ok: true, ...started };
    },
    'recording-chunk': answering(
      createChunkTaker(tabId, {
        open: (sealed, recordingId) => openText(line.key, sealed, 'samples', recordingId),
        stateOf: (tab, recordingId) => listening.stateOf(tab, recordingId),
        push: matching.push,
      }),
    ),
    'recording-end': ({ recordingId }) => done(listening.end(tabId, recordingId)),
    'recording-forget': ({ recordingId }) => done(listening.forget(tabId, recordingId)),
    'nearby-answer': async ({ questionId, yes }) => done(await listening.answer(tabId, questionId, yes)),
    rename: async ({ name }) => done(await live.rename(tabId, name)),
    leave: async () => {
      listening.withdraw(tabId);
      return done(await live.leave(tabId));
    },
    refresh: async () => {
      await live.refresh(tabId);
      return { ok: true };
    },
  };
}

type ContentEvent = 'item-add' | 'item-remove' | 'item-lay' | 'hold-back' | 'present' | 'held';

function contentHandlers(
  tabId: string,
  { live, content, listening, line, address }: Connection,
): Pick<Handlers, ContentEvent> {
  return {
    'item-add': async ({ itemId, key: sealedKey, content: added, shelf }) => {
      const key = openText(line.key, Buffer.from(sealedKey, 'base64url'), 'item-key', itemId);
      if (key === null) return refusal('bad-seal');
      try {
        const outcome = await content.add(tabId, { itemId, key, content: added, shelf, address: address() });
        return 'error' in outcome ? refusal(outcome.error) : { ok: true, ...outcome };
      } finally {
        key.fill(0);
      }
    },
    'item-remove': async ({ itemId }) => done(await content.remove(tabId, itemId)),
    'item-lay': async ({ itemId }) => done(await live.layItem(tabId, itemId)),
    'hold-back': async ({ on }) => done(await live.holdBack(tabId, on)),
    present: async ({ itemId, page }) =>
      done(await live.act(tabId, (participantId) => ({ type: 'present', participantId, itemId, page }))),
    held: async () => ({ ok: true, ...(await content.held(tabId)), recordings: listening.held(tabId) }),
  };
}

type DoorEvent = 'lock' | 'knock-answer' | 'knock-end' | 'remove-participant' | 'invite' | 'enter-code';

function doorHandlers(tabId: string, { live, invites, address }: Connection): Pick<Handlers, DoorEvent> {
  return {
    lock: async ({ on }) =>
      done(await live.act(tabId, (participantId) => ({ type: 'lock', participantId, on }))),
    'knock-answer': async ({ knockId, yes }) =>
      done(await live.act(tabId, (participantId) => ({ type: 'knock-answer', participantId, knockId, yes }))),
    'knock-end': async () => {
      await live.goAway(tabId);
      return { ok: true };
    },
    'remove-participant': async ({ participantId: removedId }) =>
      done(await live.act(tabId, (participantId) => ({ type: 'remove', participantId, removedId }))),
    invite: async () => {
      const invited = await invites.invite(tabId);
      return 'error' in invited ? refusal(invited.error) : { ok: true, ...invited };
    },
    'enter-code': async ({ code }) => {
      const error = await invites.enter(tabId, code, address());
      if (error === 'locked') return { ok: true, knocking: true };
      return error === null ? { ok: true, knocking: false } : refusal(error);
    },
  };
}
