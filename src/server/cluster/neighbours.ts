import * as z from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import { CLOCK_SLACK_MS } from '../../storage/redis/redis-clock.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';
import type { RedisShare } from '../../storage/redis/redis-share.ts';
import type { ValueSeal } from '../../storage/redis/value-seal.ts';
import type { LiveServices } from '../live/live-services.ts';
import type { Neighbours } from '../live/neighbours.ts';
import type { RecordingsElsewhere } from '../live/recordings-elsewhere.ts';
import type { SocketServer } from '../socket/socket-server.ts';
import type { Bus } from './bus.ts';
import type { BusMessage } from './bus-messages.ts';
import { createDecidingLock } from './deciding-lock.ts';

/** Whoever decides holds up the others: a server that does not answer for so long is left out, ms. */
const WAITING_MS = 1_500;
const BEGUN_AGAIN_MS = 500;
/** Nothing is decided about a recording later than this after its start, ms. */
const KNOWN_MS = 60_000;

const whoseSchema = z.object({ tabId: z.string(), home: z.string() });

export interface NeighboursOptions {
  bus: Bus;
  redis: Redis;
  seal: ValueSeal;
  onFault: (code: string, error: unknown) => void;
  /** All servers but this one. */
  others(): Promise<readonly string[]>;
}

/** What the live services ask of the other servers. */
export function createNeighbours(options: NeighboursOptions): Neighbours {
  const { bus } = options;
  return {
    recordings: createRecordingsElsewhere(options),
    async join(serverId, tabId, meetingId) {
      const join = { type: 'join', tabId, meetingId, admitted: false } as const;
      const answered = await bus.ask(serverId, join);
      return answered === null ? 'internal' : (answered.answer as ErrorCode | null);
    },
    moved: (serverId, tabId) => bus.send(serverId, { type: 'moved', tabId }),
    knockOver: (knockId, meetingId, admitted) =>
      bus.broadcast({ type: 'knock-over', knockId, meetingId, admitted }),
    seen: (tabId) => bus.broadcast({ type: 'seen', tabId }),
  };
}

function createRecordingsElsewhere(options: NeighboursOptions): RecordingsElsewhere {
  const { bus, redis, seal, others, onFault } = options;
  const nameOf = (recordingId: string) => seal.name('recording', recordingId);
  return {
    begun({ id, tabId }) {
      const whose = seal.seal(nameOf(id), JSON.stringify({ tabId, home: bus.serverId }));
      const expiration = { type: 'PX', value: KNOWN_MS + CLOCK_SLACK_MS } as const;
      const until = performance.now() + LIMITS.listeningMs;
      const say = () => {
        redis.set(nameOf(id), whose, { expiration }).catch((error) => {
          if (isRedisAway(error) && performance.now() < until) setTimeout(say, BEGUN_AGAIN_MS).unref();
          else onFault('recording', error);
        });
      };
      say();
    },
    over(id) {
      redis.pExpire(nameOf(id), KNOWN_MS).catch((error) => onFault('recording', error));
    },
    async find(id) {
      const raw = await redis.get(nameOf(id));
      if (raw === null) return 'unknown';
      const whose = whoseSchema.parse(JSON.parse(seal.open(nameOf(id), raw)));
      return whose.home === bus.serverId ? null : { id, ...whose };
    },
    async waiting(recordings) {
      const homes = [...new Set(recordings.map(({ home }) => home))];
      const answers = await Promise.all(
        homes.map(async (home) => {
          const theirs = recordings.filter((one) => one.home === home);
          const recordingIds = theirs.map(({ id }) => id);
          const still = (await bus.ask(home, { type: 'waiting', recordingIds }, WAITING_MS))?.answer;
          if (!Array.isArray(still)) return { waiting: [], silent: theirs };
          return { waiting: theirs.filter(({ id }) => still.includes(id)), silent: [] };
        }),
      );
      return {
        waiting: answers.flatMap(({ waiting }) => waiting),
        silent: answers.flatMap(({ silent }) => silent),
      };
    },
    tell: ({ home }, result) => bus.send(home, { type: 'settle', result }),
    asked: ({ home, id }) => bus.send(home, { type: 'asked', recordingId: id }),
    async answer(tabId, questionId, yes) {
      const answer = { type: 'nearby-answer', tabId, questionId, yes } satisfies BusMessage;
      const answers = await Promise.all((await others()).map((serverId) => bus.ask(serverId, answer)));
      return answers.some((one) => one?.answer === true) ? null : 'not-found';
    },
    withdraw: (tabId) => bus.broadcast({ type: 'nearby-withdraw', tabId }),
    exclusively: createDecidingLock(options),
  };
}

/** Does what other servers ask of this one. */
export function serveNeighbours(
  bus: Bus,
  { live, door, receipts, listening }: LiveServices,
  { sockets, share }: { sockets: SocketServer; share: RedisShare },
): void {
  bus.on('join', ({ tabId, meetingId, admitted }) => live.join(tabId, meetingId, { admitted }));
  bus.on('moved', ({ tabId }) => sockets.drop(tabId));
  bus.on('knock-over', ({ knockId, meetingId, admitted }) => door.over(knockId, meetingId, admitted));
  bus.on('seen', ({ tabId }) => receipts.seen(tabId));
  bus.on('erased', ({ itemIds }) => share.erasedElsewhere(itemIds));
  bus.on('waiting', ({ recordingIds }) => listening.waitingOf(recordingIds));
  bus.on('settle', ({ result }) => listening.settle(result));
  bus.on('asked', ({ recordingId }) => listening.markAsked(recordingId));
  bus.on(
    'nearby-answer',
    ({ tabId, questionId, yes }) => listening.answerHere(tabId, questionId, yes) === null,
  );
  bus.on('nearby-withdraw', ({ tabId }) => listening.withdrawHere(tabId));
}
