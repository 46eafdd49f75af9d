import { expect, test } from 'vitest';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import type { Bus, BusHandler } from '../../src/server/cluster/bus.ts';
import type { BusMessage } from '../../src/server/cluster/bus-messages.ts';
import { createRecordingExchange } from '../../src/server/cluster/recording-exchange.ts';
import type { PacketListener } from '../../src/server/workers/foreign-recordings.ts';
import { LIMITS } from '../../src/shared/limits.ts';

/*
 * What the exchange does when messages are lost, come late or come from nowhere: servers whose bus is a function call
 * that can be cut, on a clock that is moved by hand.
 */
const T0 = 1_750_000_000_000;
let time = T0;
const ID = 'r'.repeat(22);

type Handler = BusHandler<BusMessage['type']>;
type Said = { to: string | null; message: BusMessage; bytes: Buffer };

/** A number of servers; each notes what its matching thread is told. */
function createServers(names: string[], manyFrom?: number) {
  const handlers = new Map<string, Map<string, Handler>>();
  /** Whether a message arrives. */
  let arrives: (said: Said, at: string) => boolean = () => true;
  const delivered: Said[] = [];
  function deliver(
    from: string,
    to: string | null,
    message: BusMessage,
    bytes: Uint8Array = new Uint8Array(0),
  ) {
    for (const [name, listening] of handlers) {
      const said = { to, message, bytes: Buffer.from(bytes) };
      if (name === from || (to !== null && to !== name) || !arrives(said, name)) continue;
      delivered.push(said);
      void listening.get(message.type)?.(message as never, said.bytes);
    }
  }
  const servers = names.map((name) => {
    const told: string[] = [];
    let onPacket: PacketListener = () => {};
    let onWanted: (id: string) => void = () => {};
    let onCrash: (cause: Error, ids: string[]) => void = () => {};
    const own = new Map<string, Handler>();
    handlers.set(name, own);
    const bus: Pick<Bus, 'serverId' | 'send' | 'broadcast' | 'on'> = {
      serverId: name,
      send: (to, message, bytes) => deliver(name, to, message, bytes),
      broadcast: (message, bytes) => deliver(name, null, message, bytes),
      on: (type, handler) => void own.set(type, handler as unknown as Handler),
    };
    const exchange = createRecordingExchange({
      ...{ bus, now: () => time },
      ...(manyFrom === undefined ? {} : { manyFrom }),
      threads: {
        start: () => null,
        end: () => {},
        forget: () => {},
        onCrash(listener) {
          onCrash = listener;
        },
        foreign: {
          start({ id }) {
            told.push(`start ${id[0]}`);
            return null;
          },
          push: (_id, { seconds }) => void told.push(`packet ${Math.round(seconds * 5)}`),
          pushSketch: (_id, { words }) => void told.push(`sketch ${[...words]}`),
          end: () => void told.push('end'),
          forget: () => void told.push('forget'),
          onPacket(listener) {
            onPacket = listener;
          },
          onWanted(listener) {
            onWanted = listener;
          },
        },
      },
    });
    return {
      ...{ name, exchange, told },
      hear: (chunk: number) => onPacket(ID, packetOf(chunk), sketchOf(chunk)),
      want: () => onWanted(ID),
      crash: (ids: string[]) => onCrash(new Error('gone'), ids),
    };
  });
  return {
    ...{ servers, delivered },
    leaveOut: (isLost: (said: Said, at: string) => boolean) => {
      arrives = (said, at) => !isLost(said, at);
    },
  };
}

function packetOf(chunk: number): FeaturePacket {
  const series = (length: number) => ({
    ...{ numbers: Float64Array.of(chunk), next: chunk + 1 },
    values: Float32Array.from({ length }, () => chunk),
  });
  const quality = { highLiveliness: 0.2, verdict: null, reason: null };
  return { frames: series(40), blocks: series(80), quality, seconds: chunk / 5 };
}
const sketchOf = (chunk: number) => ({
  ...{ firstStep: chunk, words: Uint32Array.of(chunk, 1_000 + chunk), seconds: chunk / 5 },
  quality: { highLiveliness: 0.2, verdict: null, reason: null },
});
const start = { id: ID, startedAt: T0, canPlay: true };

test('A4: a server that comes later gets a recording from its beginning, each packet once and in order', () => {
  const { servers, leaveOut } = createServers(['one', 'two', 'late']);
  const [one, two, late] = servers;
  leaveOut((_, at) => at === 'late');
  one!.exchange.start(start);
  for (const chunk of [1, 2, 3]) one!.hear(chunk);
  leaveOut(() => false);
  for (const chunk of [4, 5]) one!.hear(chunk);
  one!.exchange.end(ID);
  const all = ['start r', ...[1, 2, 3, 4, 5].map((chunk) => `packet ${chunk}`), 'end'];
  expect(late!.told).toEqual(all);
  expect(two!.told).toEqual(all);
});

test('A4: a packet that is lost is missing, and those after it count', () => {
  const { servers, leaveOut } = createServers(['one', 'two']);
  const [one, two] = servers;
  one!.exchange.start(start);
  leaveOut(({ message }) => message.type === 'recording-packet' && message.sequence === 1);
  for (const chunk of [1, 2, 3]) one!.hear(chunk);
  expect(two!.told).toEqual(['start r', 'packet 1', 'packet 3']);
});

test('A6: recordings of a server that is silent are forgotten when their sound has expired, not before', () => {
  const { servers, leaveOut } = createServers(['one', 'two']);
  const [one, two] = servers;
  one!.exchange.start(start);
  one!.hear(1);
  leaveOut(() => true);
  time += LIMITS.audioAgeMs;
  two!.exchange.expire();
  expect(two!.told).not.toContain('forget');
  expect(two!.exchange.held).toEqual({ own: 0, foreign: 1 });
  time += 1;
  two!.exchange.expire();
  expect(two!.told.at(-1)).toBe('forget');
  expect(two!.exchange.held).toEqual({ own: 0, foreign: 0 });
});

test('A6: the key that came is overwritten where it was taken from, and what is kept for others expires', () => {
  const { servers, delivered, leaveOut } = createServers(['one', 'late']);
  const [one, late] = servers;
  one!.exchange.start(start);
  const [announced] = delivered;
  expect(announced).toMatchObject({ message: { type: 'recording-started' }, bytes: Buffer.alloc(32) });
  leaveOut(() => true);
  one!.hear(1);
  time += LIMITS.audioAgeMs + 1;
  for (const { exchange } of servers) exchange.expire();
  leaveOut(() => false);
  one!.hear(2);
  expect(late!.told).toEqual(['start r', 'forget', 'start r', 'packet 2']);
});

test('A6: a recording whose thread died is forgotten everywhere', () => {
  const { servers } = createServers(['one', 'two']);
  const [one, two] = servers;
  one!.exchange.start(start);
  one!.hear(1);
  one!.crash([ID]);
  expect(two!.told).toEqual(['start r', 'packet 1', 'forget']);
  expect(one!.exchange.held).toEqual({ own: 0, foreign: 0 });
});

test('A4: a server whose matching thread died asks for what others hear, and compares it again', () => {
  const { servers } = createServers(['one', 'two']);
  const [one, two] = servers;
  one!.exchange.start(start);
  one!.hear(1);
  two!.crash([]);
  one!.hear(2);
  expect(two!.told).toEqual(['start r', 'packet 1', 'forget', 'start r', 'packet 1', 'packet 2']);
});

test('A4: of many recordings sketches travel, and packets from the beginning to a server that wants them', () => {
  const { servers, delivered } = createServers(['one', 'two', 'three'], 0);
  const [one, two, three] = servers;
  one!.exchange.start(start);
  for (const chunk of [1, 2]) one!.hear(chunk);
  one!.exchange.expire();
  expect(two!.told).toEqual(['start r', 'sketch 1,1001', 'sketch 2,1002']);
  two!.want();
  two!.want();
  one!.hear(3);
  one!.exchange.expire();
  const sketched = ['start r', 'sketch 1,1001', 'sketch 2,1002'];
  expect(two!.told).toEqual([...sketched, 'packet 1', 'packet 2', 'packet 3', 'sketch 3,1003']);
  expect(three!.told).toEqual([...sketched, 'sketch 3,1003']);
  // Nobody gets the key who did not ask.
  const announced = delivered.filter(({ message }) => message.type === 'recording-started');
  expect(announced.map(({ to, bytes }) => [to, bytes.length])).toEqual([
    [null, 0],
    [null, 0],
    ['two', 32],
  ]);
  one!.exchange.forget(ID);
  for (const { told, exchange } of [two!, three!]) {
    expect(told.at(-1)).toBe('forget');
    expect(exchange.held).toEqual({ own: 0, foreign: 0 });
  }
});

test('A4: a server that comes later is told of many recordings by their sketches', () => {
  const { servers, leaveOut } = createServers(['one', 'late'], 0);
  const [one, late] = servers;
  leaveOut(({ message }) => message.type === 'recording-started');
  one!.exchange.start(start);
  one!.hear(1);
  one!.exchange.expire();
  expect(late!.told).toEqual(['start r', 'sketch 1,1001']);
});

test.each(['recording-wanted', 'recording-started'] as const)(
  'A4: of many recordings one that is wanted is asked for until it comes: a lost %s costs half a second',
  (lost) => {
    const { servers, delivered, leaveOut } = createServers(['one', 'two'], 0);
    const [one, two] = servers;
    one!.exchange.start(start);
    one!.hear(1);
    one!.exchange.expire();
    leaveOut(({ message }) => message.type === lost);
    two!.want();
    expect(two!.told).not.toContain('packet 1');
    leaveOut(() => false);
    two!.exchange.expire();
    expect(two!.told, 'not at once: the answer may be on its way').not.toContain('packet 1');
    time += 500;
    two!.exchange.expire();
    expect(two!.told).toEqual(['start r', 'sketch 1,1001', 'packet 1']);
    // It has come, and nobody asks any more.
    const said = delivered.length;
    time += 5_000;
    two!.exchange.expire();
    expect(delivered).toHaveLength(said);
  },
);
