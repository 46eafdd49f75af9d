import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packFeatures } from '../../src/audio/packed-features.ts';
import { toId } from '../../src/shared/ids.ts';
import { createValueSeal } from '../../src/storage/redis/value-seal.ts';
import { startRedis } from '../devices/redis.ts';
import { until } from '../devices/wait.ts';
import { talkInTwoRooms } from './short-talk.ts';
import {
  connect,
  hear,
  type ListeningServer,
  startListeningServer,
  warmUp,
} from './support/listening-servers.ts';

/*
 * The matching threads of three servers, which hear of each other's recordings over a real Redis.
 */
const running = await startRedis();
const secret = randomBytes(32);
const servers: ListeningServer[] = [];
let sound: Record<'phone' | 'laptop' | 'elsewhere', Int16Array>;
const newId = () => toId(randomBytes(16));

beforeAll(async () => {
  sound = await talkInTwoRooms();
  for (const name of ['one', 'two', 'three'])
    servers.push(await startListeningServer(name, running.url, secret));
  for (const server of servers) await warmUp(server);
});
afterEach(() => {
  for (const server of servers) {
    server.decided.length = 0;
    for (const id of [...ids]) server.exchange.forget(id);
  }
  ids.length = 0;
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await running.stop();
});
const ids: string[] = [];
const recordingAt = (server: number, of: keyof typeof sound) => {
  const id = newId();
  ids.push(id);
  return { server: servers[server]!, id, sound: sound[of] };
};
const roomsOf = ({ decided }: ListeningServer) =>
  decided.flatMap(({ at, decision }) =>
    decision.type === 'room' ? [{ at, ids: [...decision.recordingIds].sort() }] : [],
  );
const room = (...members: { id: string }[]) => members.map(({ id }) => id).sort();

describe('recordings of one room at several servers', () => {
  test('A4: are joined by each of them, as fast as at one; another room is not', async () => {
    const alone = [recordingAt(0, 'phone'), recordingAt(0, 'laptop')] as const;
    const first = await hear(alone, 2_600);
    await until('one server decides', 5_000, () => roomsOf(servers[0]!).length > 0);
    const aloneMs = roomsOf(servers[0]!)[0]!.at - first.startedAt;
    for (const { server, id } of alone) server.exchange.forget(id);
    servers[0]!.decided.length = 0;

    const [phone, laptop, elsewhere] = [
      recordingAt(0, 'phone'),
      recordingAt(1, 'laptop'),
      recordingAt(2, 'elsewhere'),
    ];
    const { startedAt } = await hear([phone, laptop, elsewhere], 2_600);
    await until('elsewhere is told', 8_000, () => servers[2]!.decided.length > 0);
    for (const server of servers.slice(0, 2)) {
      expect(roomsOf(server).map((each) => each.ids)).toEqual([room(phone, laptop)]);
      expect(Math.abs(roomsOf(server)[0]!.at - startedAt - aloneMs)).toBeLessThan(400);
      expect(server.decided).toHaveLength(1);
    }
    expect(servers[2]!.decided).toMatchObject([
      { decision: { type: 'none', recordingId: elsewhere.id, reason: 'no-match' } },
    ]);
    expect(servers.flatMap(({ faults }) => faults)).toEqual([]);
  });

  test('A4: are joined as well when only sketches travel unasked', async () => {
    const ownSecret = randomBytes(32);
    const [four, five] = await Promise.all(
      ['four', 'five'].map((name) => startListeningServer(name, running.url, ownSecret, 0)),
    );
    const pair = [four!, five!] as const;
    for (const server of pair) await warmUp(server);
    const phone = { server: four!, id: newId(), sound: sound.phone };
    const laptop = { server: five!, id: newId(), sound: sound.laptop };
    await hear([phone, laptop], 2_600);
    await until('both decide', 5_000, () => pair.every((server) => roomsOf(server).length > 0));
    for (const server of pair) expect(roomsOf(server).map((each) => each.ids)).toEqual([room(phone, laptop)]);
    for (const server of pair) await server.close();
  });
});

describe('what is left of recordings elsewhere', () => {
  test('A6: nothing is readable in Redis, not even with the secret of the servers, and nothing stays there', async () => {
    const overheard: { channel: string; text: Buffer }[] = [];
    const spy = await connect(running.url);
    await spy.pSubscribe(
      'zs:*',
      (text, channel) => void overheard.push({ channel: channel.toString(), text }),
      true,
    );
    const phone = recordingAt(0, 'phone');
    // What goes out of the matching thread, before it is sealed.
    const plain: Buffer[] = [];
    const { foreign } = servers[1]!.threads;
    const { push } = foreign;
    Object.assign(foreign, {
      push(id: string, packet: Parameters<typeof push>[1]) {
        plain.push(Buffer.from(packFeatures(packet)));
        push(id, packet);
      },
    });
    await hear([phone], 1_000);
    await until('it is heard there', 5_000, () => plain.length >= 5);
    Object.assign(foreign, { push });

    const frames = plain.map((packed) => packed.subarray(300, 332));
    const holds = (text: Buffer) => frames.some((frame) => text.includes(frame));
    const seal = createValueSeal(secret);
    expect(overheard.length).toBeGreaterThan(5);
    expect(overheard.filter(({ text }) => holds(text))).toEqual([]);
    expect(overheard.filter(({ channel, text }) => holds(seal.openBytes(channel, text)))).toEqual([]);
    // Both ways of looking find what is there.
    await servers[0]!.bus.broadcast({ type: 'recording-ended', recordingId: phone.id }, plain[3]);
    const speaker = await connect(running.url);
    await speaker.publish('zs:control', plain[3]!);
    await until('both are overheard', 5_000, () => overheard.some(({ channel }) => channel === 'zs:control'));
    expect(overheard.filter(({ text }) => holds(text)).map(({ channel }) => channel)).toEqual(['zs:control']);
    const opened = overheard.filter(({ channel }) => channel !== 'zs:control');
    expect(opened.filter(({ channel, text }) => holds(seal.openBytes(channel, text)))).toHaveLength(1);
    expect(await speaker.dbSize()).toBe(0);
    for (const client of [spy, speaker]) client.destroy();
  });

  test('A6: when a recording is forgotten its key is overwritten, and no server has it any more', async () => {
    const phone = recordingAt(0, 'phone');
    await hear([phone], 600);
    await until('the others have it', 5_000, () =>
      servers.every(({ exchange: { held } }) => held.own + held.foreign === 1),
    );
    const key = servers[0]!.keys.at(-1)!;
    expect(key.some((byte) => byte !== 0)).toBe(true);
    servers[0]!.exchange.forget(phone.id);
    expect(key.every((byte) => byte === 0)).toBe(true);
    await until('nobody has it', 5_000, () =>
      servers.every(({ exchange: { held } }) => held.own + held.foreign === 0),
    );
  });
});
