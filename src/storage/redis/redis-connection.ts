import { createClient, defineScript } from '@redis/client';

/** A member of an ordered set is set to a time; null: it is taken out. */
export interface TimeOf {
  readonly set: string;
  readonly member: string;
  readonly time: number | null;
}

/** What one step changes, beside the value itself. */
export interface Beside {
  readonly times?: readonly TimeOf[];
  /** Members put into sets, or taken out. */
  readonly members?: readonly { readonly set: string; readonly member: string; readonly isIn: boolean }[];
  readonly set?: readonly (readonly [name: string, value: string])[];
  readonly remove?: readonly string[];
  /** Removed if they say this. */
  readonly removeIf?: readonly (readonly [name: string, value: string])[];
  /** What lives on as long as the value. */
  readonly keep?: readonly string[];
}

/**
 * Puts a value in the place of the one that was read, and all that goes with it, in one step; or does nothing when
 * another server was faster. Every value ends by itself in the end, should no server be left to end it.
 */
const SWAP = `
local before = redis.call('GET', KEYS[1]) or ''
if before ~= ARGV[1] then return 0 end
local ttl = ARGV[3]
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ttl) end
local beside = cjson.decode(ARGV[4])
for _, name in ipairs(beside.remove) do redis.call('UNLINK', name) end
for _, pair in ipairs(beside.removeIf) do
  if redis.call('GET', pair[1]) == pair[2] then redis.call('DEL', pair[1]) end
end
for _, pair in ipairs(beside.set) do redis.call('SET', pair[1], pair[2], 'PX', ttl) end
for _, name in ipairs(beside.keep) do redis.call('PEXPIRE', name, ttl) end
for _, one in ipairs(beside.members) do
  redis.call(one.isIn and 'SADD' or 'SREM', one.set, one.member)
end
for _, time in ipairs(beside.times) do
  if time.time == '' then redis.call('ZREM', time.set, time.member)
  else redis.call('ZADD', time.set, time.time, time.member) end
end
return 1
`;

const REMOVE_IF = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/** How long an answer may take, ms. */
const ANSWER_MS = 3_000;

/** Connects; try again for as long as it takes, since the tabs wait, too. */
export function createRedis(url: string) {
  return createClient({
    url,
    // What is asked while there is no connection fails at once, so that whoever asked can say so.
    disableOfflineQueue: true,
    // A Redis that stands still is noticed: something is asked every second, and answered in time or not.
    pingInterval: 1_000,
    socket: {
      connectTimeout: 3_000,
      socketTimeout: ANSWER_MS,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1_000),
    },
    scripts: {
      swap: defineScript({
        SCRIPT: SWAP,
        NUMBER_OF_KEYS: 1,
        parseCommand(
          parser,
          name: string,
          change: { before: string; after: string; ttlMs: number; beside: Beside },
        ) {
          const { times = [], members = [], set = [], remove = [], removeIf = [], keep = [] } = change.beside;
          const written = times.map((one) => ({ ...one, time: one.time === null ? '' : String(one.time) }));
          parser.pushKey(name);
          parser.push(change.before, change.after, String(change.ttlMs));
          parser.push(JSON.stringify({ times: written, members, set, remove, removeIf, keep }));
        },
        transformReply: (reply: number) => reply === 1,
      }),
      removeIf: defineScript({
        SCRIPT: REMOVE_IF,
        NUMBER_OF_KEYS: 1,
        parseCommand(parser, name: string, value: string) {
          parser.pushKey(name);
          parser.push(value);
        },
        transformReply: (reply: number) => reply === 1,
      }),
    },
  });
}

export type Redis = ReturnType<typeof createRedis>;
