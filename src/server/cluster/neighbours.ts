import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { liveName } from '../../storage/redis/live-form.ts';
import { CLOCK_SLACK_MS } from '../../storage/redis/redis-clock.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';
import type { RedisShare } from '../../storage/redis/redis-share.ts';
import type { ValueSeal } from '../../storage/redis/value-seal.ts';
import type { LiveServices } from '../live/live-services.ts';
import type { Neighbours } from '../live/neighbours.ts';
import type { ForeignRecording, RecordingsElsewhere } from '../live/recordings-elsewhere.ts';
import type { SocketServer } from '../socket/socket-server.ts';
import type { Bus } from './bus.ts';
import type { BusMessage } from './bus-messages.ts';
import { createClaim } from './claim.ts';

/** Should the server that decides die meanwhile, another one may after this, ms. */
const DECIDING_MS = 5_000;
const PAUSE_MS = 15;
/** Nothing is decided about a recording later than this after its start, ms. */
const KNOWN_MS = 60_000;

const whoseSchema = z.object({ tabId: z.string(), home: z.string() });

const DECIDING = liveName('deciding');

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
  const deciding = createClaim(redis, DECIDING, DECIDING_MS);
  const nameOf = (recordingId: string) => seal.name('recording', recordingId);
  return {
    begun({ id, tabId }) {
      const whose = seal.seal(nameOf(id), JSON.stringify({ tabId, home: bus.serverId }));
      const expiration = { type: 'PX', value: KNOWN_MS + CLOCK_SLACK_MS } as const;
      redis.set(nameOf(id), whose, { expiration }).catch((error) => onFault('recording', error));
    },
    async find(id) {
      const raw = await redis.get(nameOf(id));
      return raw === null ? null : { id, ...whoseSchema.parse(JSON.parse(seal.open(nameOf(id), raw))) };
    },
    async waiting(recordings) {
      const byHome = new Map<string, ForeignRecording[]>();
      for (const one of recordings) byHome.set(one.home, [...(byHome.get(one.home) ?? []), one]);
      const answers = await Promise.all(
        [...byHome].map(async ([home, theirs]) => {
          const recordingIds = theirs.map(({ id }) => id);
          const still = (await bus.ask(home, { type: 'waiting', recordingIds }))?.answer;
          return theirs.filter(({ id }) => Array.isArray(still) && still.includes(id));
        }),
      );
      return answers.flat();
    },
    tell: ({ home }, result) => bus.send(home, { type: 'settle', result }),
    asked: ({ home, id }) => bus.send(home, { type: 'asked', recordingId: id }),
    async answer(tabId, questionId, yes) {
      const answer = { type: 'nearby-answer', tabId, questionId, yes } satisfies BusMessage;
      const answers = await Promise.all((await others()).map((serverId) => bus.ask(serverId, answer)));
      return answers.some((one) => one?.answer === true) ? null : 'not-found';
    },
    withdraw: (tabId) => bus.broadcast({ type: 'nearby-withdraw', tabId }),
    async exclusively(work) {
      let giveBack = await deciding.take();
      while (giveBack === null) {
        await pause(PAUSE_MS);
        giveBack = await deciding.take();
      }
      try {
        return await work();
      } finally {
        await giveBack();
      }
    },
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
