import { randomBytes } from 'node:crypto';
import { liveName } from '../../storage/redis/live-form.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';
import type { ValueSeal } from '../../storage/redis/value-seal.ts';
import { type BusMessage, busSchema } from './bus-messages.ts';

/** How long a server waits for another one's answer, ms. */
const ANSWER_MS = 5_000;
/** Messages older than this are dropped: nobody plays back what was said. ms */
const FRESH_MS = 15_000;
/** How often it is said that what others say cannot be opened, ms. */
const FOREIGN_EVERY_MS = 60_000;

/** Handles a message of another server. @returns the answer, where one is asked for; must fit into JSON */
export type BusHandler<T extends BusMessage['type']> = (
  message: Extract<BusMessage, { type: T }>,
  bytes: Buffer,
) => unknown;

/** What servers say to each other: over Redis Pub/Sub, which keeps nothing, sealed with the cluster's secret. */
export interface Bus {
  readonly serverId: string;
  /** To one server; lost when it is not there. */
  send(serverId: string, message: BusMessage, bytes?: Uint8Array): void;
  /** To all others. */
  broadcast(message: BusMessage, bytes?: Uint8Array): void;
  /** @returns its answer; null when none came in time, or nobody is there to give one */
  ask(
    serverId: string,
    message: BusMessage,
    timeoutMs?: number,
  ): Promise<{ readonly answer: unknown } | null>;
  on<T extends BusMessage['type']>(type: T, handler: BusHandler<T>): void;
  close(): void;
}

export interface BusOptions {
  /** Says things. */
  redis: Redis;
  /** Hears things: a connection of its own. */
  subscriber: Redis;
  seal: ValueSeal;
  serverId: string;
  now: () => number;
  onFault: (code: string, error: unknown) => void;
}

export const channelOf = (serverId: string) => liveName('to', serverId);
const ALL = liveName('all');

interface Envelope {
  readonly from: string;
  readonly at: number;
  /** Where an answer belongs; null: none is asked for. */
  readonly request: string | null;
  readonly message: unknown;
}

/** Connects to what is said for this server and for all; it connects again by itself. */
export async function openBus(options: BusOptions): Promise<Bus> {
  const { redis, subscriber, seal, serverId, now, onFault } = options;
  const handlers = new Map<string, BusHandler<BusMessage['type']>>();
  const asked = new Map<string, (answered: { readonly answer: unknown } | null) => void>();

  const hear = (channel: string) => (text: Buffer) => {
    receive(channel, text).catch((error) => onFault('bus', error));
  };
  await subscriber.subscribe(channelOf(serverId), hear(channelOf(serverId)), true);
  await subscriber.subscribe(ALL, hear(ALL), true);

  let toldAt = Number.NEGATIVE_INFINITY;
  /** @returns null when it was not sealed by a server of this cluster, which is said now and then */
  function open(channel: string, sealed: Buffer): Buffer | null {
    try {
      return seal.openBytes(channel, sealed);
    } catch {
      if (now() - toldAt >= FOREIGN_EVERY_MS) {
        toldAt = now();
        onFault('foreign-secret', null);
      }
      return null;
    }
  }

  async function receive(channel: string, sealed: Buffer): Promise<void> {
    const opened = open(channel, sealed);
    if (opened === null) return;
    const { envelope, bytes } = unpack(opened);
    if (envelope.from === serverId) return;
    const message = busSchema.parse(envelope.message);
    // An answer belongs to one request; and who asks for the time may not know it.
    const isTimeless = message.type === 'answer' || message.type === 'clock';
    if (!isTimeless && Math.abs(now() - envelope.at) > FRESH_MS) return;
    if (message.type === 'answer') {
      asked.get(message.request)?.({ answer: message.answer });
      return;
    }
    const answer = await handlers.get(message.type)?.(message, bytes);
    if (envelope.request === null) return;
    void say(channelOf(envelope.from), { type: 'answer', request: envelope.request, answer: answer ?? null });
  }

  /** @returns how many heard it */
  function say(
    channel: string,
    message: BusMessage,
    bytes: Uint8Array = NOTHING,
    request: string | null = null,
  ): Promise<number> {
    const envelope: Envelope = { from: serverId, at: now(), request, message };
    const packed = pack(envelope, bytes);
    const sealed = seal.sealBytes(channel, packed);
    packed.fill(0); // keys travel in it
    return redis.publish(channel, sealed).catch((error) => {
      onFault('bus', error);
      return 0;
    });
  }

  return {
    serverId,
    send: (to, message, bytes) => void say(channelOf(to), message, bytes),
    broadcast: (message, bytes) => void say(ALL, message, bytes),
    ask(to, message, timeoutMs = ANSWER_MS) {
      const request = randomBytes(12).toString('base64url');
      return new Promise((resolve) => {
        const settle = (answered: { readonly answer: unknown } | null) => {
          clearTimeout(late);
          asked.delete(request);
          resolve(answered);
        };
        const late = setTimeout(() => settle(null), timeoutMs);
        asked.set(request, settle);
        void say(channelOf(to), message, NOTHING, request).then((heard) => heard === 0 && settle(null));
      });
    },
    on: (type, handler) => void handlers.set(type, handler as unknown as BusHandler<BusMessage['type']>),
    close() {
      for (const settle of [...asked.values()]) settle(null);
    },
  };
}

const NOTHING = new Uint8Array(0);

function pack(envelope: Envelope, bytes: Uint8Array): Buffer {
  const head = Buffer.from(JSON.stringify(envelope));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat([size, head, bytes]);
}

function unpack(packed: Buffer): { envelope: Envelope; bytes: Buffer } {
  const end = 4 + packed.readUInt32LE(0);
  return { envelope: JSON.parse(packed.subarray(4, end).toString()), bytes: packed.subarray(end) };
}
