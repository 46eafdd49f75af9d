import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bus, openBus } from '../../src/server/cluster/bus.ts';
import { liveName } from '../../src/storage/redis/live-form.ts';
import { createRedis, type Redis } from '../../src/storage/redis/redis-connection.ts';
import { createValueSeal } from '../../src/storage/redis/value-seal.ts';
import { startRedis } from '../devices/redis.ts';
import { until } from '../devices/wait.ts';

const running = await startRedis();
const clients: Redis[] = [];
const faults: string[] = [];
const secret = randomBytes(32);
let time = 1_000_000;

async function client(): Promise<Redis> {
  const redis = createRedis(running.url);
  redis.on('error', () => {});
  await redis.connect();
  clients.push(redis);
  return redis;
}
const open = async (serverId: string, key = secret): Promise<Bus> =>
  openBus({
    ...{ redis: await client(), subscriber: await client(), seal: createValueSeal(key), serverId },
    ...{ now: () => time, onFault: (code) => void faults.push(code) },
  });
let one: Bus;
let other: Bus;
beforeAll(async () => {
  one = await open('one');
  other = await open('other');
});
afterAll(async () => {
  for (const redis of clients) redis.destroy();
  await running.stop();
});

test('a server asks another and gets its answer; one that is not there gives none', async () => {
  other.on('join', ({ meetingId }) => (meetingId === 'a'.repeat(22) ? 'meeting-full' : null));
  const join = { type: 'join', tabId: 't', admitted: false } as const;
  expect(await one.ask('other', { ...join, meetingId: 'a'.repeat(22) })).toEqual({ answer: 'meeting-full' });
  expect(await one.ask('other', { ...join, meetingId: 'b'.repeat(22) })).toEqual({ answer: null });
  // Nobody waits for a server that is dead.
  expect(await one.ask('nobody', { ...join, meetingId: 'b'.repeat(22) }, 600_000)).toBeNull();
});

test('what is said to all reaches all others, bytes as well, and not the speaker', async () => {
  const heard: string[] = [];
  one.on('erased', () => void heard.push('one'));
  other.on('erased', ({ itemIds }, bytes) => void heard.push(`other ${itemIds} ${bytes.toString()}`));
  one.broadcast({ type: 'erased', itemIds: ['x', 'y'] }, Buffer.from('bytes'));
  await until('it is heard', 5_000, () => heard.length > 0);
  expect(heard).toEqual(['other x,y bytes']);
});

test('W12: who listens on Redis reads nothing, and what somebody else says or says again later is not heard', async () => {
  const heard: string[] = [];
  const overheard: Buffer[] = [];
  other.on('seen', ({ tabId }) => void heard.push(tabId));
  const spy = await client();
  await spy.subscribe(liveName('to', 'other'), (text) => void overheard.push(text), true);
  one.send('other', { type: 'seen', tabId: 'the-tabs-secret' });
  await until('it is heard', 5_000, () => heard.length === 1 && overheard.length === 1);
  expect(overheard[0]?.toString('latin1')).not.toContain('the-tabs-secret');
  const speaker = await client();
  time += 60_000;
  await speaker.publish(liveName('to', 'other'), overheard[0] as Buffer);
  await speaker.publish(
    liveName('to', 'other'),
    Buffer.from('not sealed at all, but long enough to be something'),
  );
  (await open('stranger', randomBytes(32))).send('other', { type: 'seen', tabId: 'forged' });
  await until('all is said', 5_000, () => overheard.length === 4);
  one.send('other', { type: 'seen', tabId: 'the next' });
  await until('the next is heard', 5_000, () => heard.length >= 2);
  expect(heard).toEqual(['the-tabs-secret', 'the next']);
  // Whoever runs the servers is told what to mend, but not for each message.
  expect(faults).toEqual(['foreign-secret']);
});
