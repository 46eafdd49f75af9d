import fc from 'fast-check';
import { type ClientEvent, clientMessages } from '../../../../src/shared/protocol.ts';
import { BINARY, frameOf, TEXT } from './raw-line.ts';

/** What an attacker sends at once. */
export interface FuzzedFrame {
  /** As it goes over the wire. */
  readonly bytes: Buffer;
  /** How many frames that are. */
  readonly count: number;
  /** Whether the line may end with it. */
  readonly breaks: boolean;
}

const PROTOTYPES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON'];

/** Ids that are of the right form; `known` are of things that the attacker must not reach. */
const idOf = (known: readonly string[]) =>
  fc.oneof(
    fc.constantFrom(...known),
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  );
const sealedOf = (least: number, most: number) =>
  fc
    .uint8Array({ minLength: least, maxLength: most })
    .map((bytes) => Buffer.from(bytes).toString('base64url'));

/** Messages as the protocol has them, one for each event: a new one has to be added here. */
function messagesOf(known: readonly string[]): Record<ClientEvent, Record<string, fc.Arbitrary<unknown>>> {
  const id = idOf(known);
  const time = fc.oneof(fc.constant(0), fc.double(), fc.integer(), fc.constant(8.64e15));
  const flag = fc.boolean();
  const text = fc.record({
    kind: fc.constantFrom('url', 'note', 'markdown', 'file'),
    sealed: sealedOf(29, 400),
    size: fc.integer({ min: 1 }),
  });
  return {
    clock: {},
    heartbeat: {},
    'recording-start': { startedAt: time, canPlay: flag },
    'recording-chunk': {
      ...{ recordingId: id, sequence: fc.nat(60), capturedAt: time },
      samples: fc.constant({ _placeholder: true, num: 0 }),
    },
    'recording-end': { recordingId: id },
    'recording-forget': { recordingId: id },
    'nearby-answer': { questionId: id, yes: flag },
    rename: { name: fc.oneof(fc.string({ maxLength: 40 }), fc.constant(null)) },
    'item-add': { itemId: id, key: sealedOf(60, 60), content: text, shelf: flag },
    'item-remove': { itemId: id },
    'item-lay': { itemId: id },
    'hold-back': { on: flag },
    present: { itemId: id, page: fc.integer() },
    lock: { on: flag },
    'knock-answer': { knockId: id, yes: flag },
    'remove-participant': { participantId: id },
    'knock-end': {},
    invite: {},
    'enter-code': { code: fc.string({ maxLength: 200 }) },
    held: {},
    leave: {},
    refresh: {},
  };
}

const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null'; // of what no text can be made
  }
};
/** Objects as only a text can have them. */
const withPrototype = (inner: string, name: string) => `{${JSON.stringify(name)}:${inner},"on":true}`;
const deepOf = (depth: number) => `${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`;

const anything = fc.anything({ maxDepth: 2, withBigInt: false }).map(json);

/** A message of the protocol, or what is left of it after one change. */
function mutated(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<string> {
  const names = Object.keys(shape);
  const whole = fc.record(shape);
  const changed = fc
    .tuple(whole, fc.constantFrom('', ...names), fc.anything({ maxDepth: 1, withBigInt: false }), fc.nat(3))
    .map(([message, name, value, how]) => {
      if (how === 0) return json({ ...message, [name]: value });
      if (how === 1) return json(Object.fromEntries(Object.entries(message).filter(([key]) => key !== name)));
      if (how === 2) return json([message]);
      return withPrototype(json(message), PROTOTYPES[names.length % PROTOTYPES.length] as string);
    });
  return fc.oneof({ weight: 5, arbitrary: whole.map(json) }, { weight: 4, arbitrary: changed });
}

const textFrame = (text: string, breaks = false): FuzzedFrame => ({
  ...{ bytes: frameOf(Buffer.from(text)), count: 1, breaks },
});
const ack = fc.oneof(fc.nat(1_000_000).map(String), fc.constant(''));

/** Events that a server parses to the end, and answers. */
function eventFrames(known: readonly string[]): fc.Arbitrary<FuzzedFrame> {
  const messages = messagesOf(known);
  const events = Object.keys(clientMessages) as ClientEvent[];
  const ofProtocol = fc.oneof(
    ...events.map((event) =>
      fc.tuple(ack, mutated(messages[event])).map(([id, message]) => {
        return `42${id}["${event}",${message}]`;
      }),
    ),
  );
  const unknown = fc
    .tuple(ack, fc.oneof(fc.constantFrom(...PROTOTYPES, ...events), fc.string()), fc.array(anything))
    .map(([id, event, args]) => `42${id}[${[JSON.stringify(event), ...args].join(',')}]`)
    .filter((packet) => !RESERVED.test(packet));
  const deep = fc
    .tuple(fc.constantFrom(...events), fc.integer({ min: 10, max: 7_000 }))
    .map(([event, depth]) => `421["${event}",${deepOf(depth)}]`);
  const wrongAck = fc.tuple(fc.nat(1_000), fc.array(anything)).map(([id, args]) => `43${id}[${args}]`);
  return fc.oneof(
    { weight: 30, arbitrary: ofProtocol.map((packet) => textFrame(packet)) },
    { weight: 8, arbitrary: unknown.map((packet) => textFrame(packet)) },
    { weight: 1, arbitrary: deep.map((packet) => textFrame(packet)) },
    { weight: 4, arbitrary: wrongAck.map((packet) => textFrame(packet)) },
    { weight: 4, arbitrary: binaryEvent(events) },
  );
}
/** Names of events that Socket.IO keeps to itself; a packet with one ends the line. */
const RESERVED = /^42\d*\["(connect|connect_error|disconnect|disconnecting|newListener|removeListener)"/;

/** An event with attachments, as sound comes. */
const binaryEvent = (events: readonly string[]): fc.Arbitrary<FuzzedFrame> =>
  fc
    .tuple(fc.constantFrom(...events), fc.uint8Array({ maxLength: 8_000 }), idOf(['a']), fc.nat(50))
    .map(([event, bytes, recordingId, sequence]) => {
      const message = { recordingId, sequence, capturedAt: 0, samples: { _placeholder: true, num: 0 } };
      const packet = frameOf(Buffer.from(`451-7["${event}",${json(message)}]`));
      return { bytes: Buffer.concat([packet, frameOf(bytes, BINARY)]), count: 2, breaks: false };
    });

const CONTROL = ['1', '2probe', '3', '5', '6', '7', '41', '40', '40{}', '44{"message":"x"}', '4', '0{}', ''];
const PACKETS = ['42', '42[', '42[]', '42{}', '42["', '420x["clock"]', '42/other,1["clock",{}]', '4{"a":1}'];
const ATTACHED = [
  '451-[]',
  '45-["a"]',
  '4599999999999-["a",{"_placeholder":true,"num":0}]',
  '452-["clock",{}]',
];

/** What breaks a rule of WebSocket, Engine.IO or Socket.IO. */
const breaking: fc.Arbitrary<FuzzedFrame> = fc.oneof(
  fc.constantFrom(...CONTROL, ...PACKETS, ...ATTACHED).map((text) => textFrame(text, true)),
  fc.constantFrom('connect', 'disconnect', 'newListener').map((name) => textFrame(`42["${name}"]`, true)),
  fc.string({ maxLength: 300, unit: 'binary' }).map((text) => textFrame(text, true)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => ({
    ...{ bytes: frameOf(bytes, BINARY), count: 1, breaks: true },
  })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes: frameOf(bytes, TEXT), count: 1, breaks: true })),
  fc
    .tuple(fc.nat(15), fc.nat(7), fc.boolean(), fc.boolean(), fc.nat(300))
    .map(([opcode, reserved, isLast, isMasked, size]) => ({
      bytes: frameOf(Buffer.alloc(size), opcode, { isLast, reserved, isMasked }),
      ...{ count: 1, breaks: true },
    })),
  fc.constantFrom(65_537, 2 ** 31, 2 ** 52).map((claims) => ({
    bytes: frameOf(Buffer.alloc(100), TEXT, { claims }),
    ...{ count: 1, breaks: true },
  })),
  fc.constantFrom(70_000, 300_000).map((size) => textFrame(`42["clock","${'x'.repeat(size)}"]`, true)),
  fc.constantFrom(-1, 1, 'length', '__proto__').map((num) => ({
    bytes: Buffer.concat([
      frameOf(Buffer.from(`451-1["recording-chunk",${json({ samples: { _placeholder: true, num } })}]`)),
      frameOf(Buffer.alloc(9), BINARY),
    ]),
    ...{ count: 2, breaks: true },
  })),
);

/**
 * What one line sends: frames that are answered, and one at the end that breaks a rule. The same for the same seed.
 *
 * @param known ids of things that the attacker must not reach
 */
export function fuzzedLine(seed: number, frames: number, known: readonly string[]): FuzzedFrame[] {
  const answered = fc.sample(eventsFor(known), { seed, numRuns: frames });
  return [...answered, ...fc.sample(breaking, { seed, numRuns: 1 })];
}

const made = new Map<readonly string[], fc.Arbitrary<FuzzedFrame>>();
function eventsFor(known: readonly string[]): fc.Arbitrary<FuzzedFrame> {
  const events = made.get(known) ?? eventFrames(known);
  made.set(known, events);
  return events;
}
