import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { ERRORS } from '../../src/shared/errors.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { clientMessages, PROTOCOL_VERSION } from '../../src/shared/protocol.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { createRandom } from '../rooms/random.ts';
import { talkInTwoRooms } from './short-talk.ts';
import { chunkOf, listen, meetByCode, newId, openTab, serverTime, type Tab, until } from './tab.ts';

let server: RunningServer;
let sound: { phone: Int16Array; laptop: Int16Array; elsewhere: Int16Array };
/** Two tabs in a meeting which nothing that others do may disturb. */
let ada: Tab;
let bob: Tab;

beforeAll(async () => {
  server = await startServer({});
  sound = await talkInTwoRooms();
  ada = await openTab(server.url, { name: 'Ada' });
  bob = await openTab(server.url);
  const results = await Promise.all([listen(ada, sound.phone), listen(bob, sound.laptop)]);
  expect(results.map((result) => result.outcome)).toEqual(['found', 'found']);
});
afterAll(async () => {
  for (const tab of [ada, bob]) tab?.close();
  await server?.stop();
});

/** The meeting of Ada and Bob works, and holds what they laid on the table and nothing else. */
async function undisturbed(): Promise<void> {
  const itemId = newId();
  expect(await ada.lay({ kind: 'note', text: itemId }, itemId)).toMatchObject({ ok: true });
  await until('the item', () => bob.view?.items.some((item) => item.id === itemId), 1_000);
  expect(await ada.call('item-remove', { itemId })).toEqual({ ok: true });
  await until('the removal', () => bob.view?.items.length === 0, 2_000);
  expect(bob.view?.participants.map((p) => p.name ?? 'nobody').sort()).toEqual(['Ada', 'nobody']);
}

const isRefusal = (reply: Record<string, unknown>) => reply.ok === false && String(reply.error) in ERRORS;

describe('messages', () => {
  test('A4 C1: two tabs that heard one room are in one meeting', undisturbed);

  test('W12: messages of any wrong form are refused with a code of the table and change nothing', async () => {
    const eve = await openTab(server.url);
    const events = fc.constantFrom(...Object.keys(clientMessages), 'unknown', '__proto__', 'constructor');
    await fc.assert(
      fc.asyncProperty(events, fc.anything({ withBigInt: false, maxDepth: 2 }), async (event, message) => {
        const known = Object.hasOwn(clientMessages, event);
        const valid =
          known &&
          clientMessages[event as 'clock'].safeParse(JSON.parse(JSON.stringify(message ?? null))).success;
        fc.pre(!valid);
        await new Promise((resolve) => setTimeout(resolve, 45)); // stay below what one connection may send
        const reply = await eve.call(event, message ?? null);
        expect(isRefusal(reply)).toBe(true);
        expect(reply.error).not.toBe('internal');
      }),
      { numRuns: 150, seed: 20_261_124 },
    );
    eve.close();
    await undisturbed();
  });

  test('what needs a meeting is refused outside of one, and nobody reads or removes what is not theirs', async () => {
    const itemId = newId();
    await ada.lay({ kind: 'note', text: 'mine' }, itemId);
    const eve = await openTab(server.url);
    expect(eve.view).toBeNull();
    expect(await eve.call('item-remove', { itemId })).toEqual({ ok: false, error: 'not-in-meeting' });
    expect(await eve.call('leave')).toEqual({ ok: false, error: 'not-in-meeting' });
    expect(await bob.call('item-remove', { itemId })).toEqual({ ok: false, error: 'not-yours' });
    await eve.call('refresh');
    expect(eve.view).toBeNull();
    expect(await bob.lay({ kind: 'url', text: 'javascript:alert(1)' })).toMatchObject({
      ok: false,
      error: 'bad-url',
    });
    await ada.call('item-remove', { itemId });
    eve.close();
  });

  test('a page of another version, and one that says nothing of itself, are not let in', async () => {
    const attempt = async (auth: object) => {
      const { io } = await import('socket.io-client');
      const socket = io(server.url, {
        path: '/live',
        auth,
        transports: ['websocket'],
        rejectUnauthorized: false,
      });
      const error = await new Promise<{ data?: { code: string } }>((resolve) =>
        socket.once('connect_error', resolve),
      );
      socket.disconnect();
      return error.data?.code;
    };
    expect(await attempt({ protocol: 999, tabId: newId(), name: null })).toBe('old-page');
    expect(await attempt({})).toBe('bad-message');
    expect(await attempt({ protocol: PROTOCOL_VERSION, tabId: 'short', name: null })).toBe('bad-message');
  });

  test('W12: a socket from another site is refused', async () => {
    const headers = { origin: 'https://evil.example' };
    await expect(openTab(server.url, { headers })).rejects.toThrow();
    (await openTab(server.url, { headers: { origin: new URL(server.url).origin } })).close();
  });
});

test('C6: whoever is back gets the whole of the meeting, and none of its steps before', async () => {
  const [cleo, dan] = [await openTab(server.url), await openTab(server.url)];
  try {
    await meetByCode(cleo, dan);
    const came: string[] = [];
    for (const event of ['meeting', 'change']) dan.socket.on(event, () => came.push(event));
    const { welcomes } = dan;
    dan.socket.io.engine.close();
    const isHere = () => cleo.view?.participants.map(({ here }) => here);
    await until('the other sees it go', () => isHere()?.includes(false));
    await until('the other sees it come', () => !isHere()?.includes(false));
    await until('it has the meeting', () => dan.welcomes > welcomes);
    expect(came).toEqual(['meeting']);
    await cleo.call('rename', { name: 'Cleo' });
    await until('steps come again', () => came.length === 2);
    expect(came).toEqual(['meeting', 'change']);
  } finally {
    for (const tab of [cleo, dan]) tab.close();
  }
});

test('B5: of two tabs that hear nothing, the one that may play is asked to, once', async () => {
  const still = (seed: number) => {
    const random = createRandom(seed);
    return Int16Array.from({ length: 6 * AUDIO.sampleRate }, () => Math.round(10 * random.gaussian()));
  };
  const [mute, willing] = [await openTab(server.url), await openTab(server.url)];
  const results = await Promise.all([listen(mute, still(1)), listen(willing, still(2), { canPlay: true })]);
  // It was asked, and nothing was heard of it.
  expect(results).toMatchObject([{ reason: 'too-quiet' }, { reason: 'too-quiet' }]);
  expect(mute.sounds).toEqual([]);
  expect(willing.sounds).toMatchObject([{ recordingId: results[1].recordingId, delayMs: 0 }]);
  for (const tab of [mute, willing]) tab.close();
});

describe('chunks', () => {
  async function recording(tab: Tab) {
    const startedAt = await serverTime(tab);
    const { recordingId } = await tab.call('recording-start', { startedAt });
    const send = (sequence: number, patch: Record<string, unknown> = {}) =>
      tab.call('recording-chunk', {
        recordingId,
        sequence,
        capturedAt: startedAt + sequence * AUDIO.chunkMs,
        samples: chunkOf(sound.elsewhere, sequence),
        ...patch,
      });
    return { recordingId, startedAt, send };
  }
  const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('duplicated, out of order and foreign chunks are refused, and the recording goes on', async () => {
    const eve = await openTab(server.url);
    const { send, recordingId } = await recording(eve);
    await passing(450);
    expect(await send(0)).toEqual({ ok: true });
    expect(await send(0)).toEqual({ ok: false, error: 'bad-order' });
    expect(await send(1)).toEqual({ ok: true });
    expect(await send(0)).toEqual({ ok: false, error: 'bad-order' });
    expect(await send(2, { recordingId: newId() })).toEqual({ ok: false, error: 'unknown-recording' });
    const stranger = await openTab(server.url);
    expect(await stranger.call('recording-end', { recordingId })).toEqual({
      ok: false,
      error: 'unknown-recording',
    });
    expect(await eve.call('recording-start', { startedAt: await serverTime(eve) })).toEqual({
      ok: false,
      error: 'recording-running',
    });
    await passing(200);
    expect(await send(2)).toEqual({ ok: true });
    for (const tab of [eve, stranger]) tab.close();
  });

  test('A5: a chunk that arrives more than 1.5 s after its claimed capture is dropped, one from the future too', async () => {
    const eve = await openTab(server.url);
    const { send } = await recording(eve);
    await passing(1_900);
    expect(await send(0)).toEqual({ ok: false, error: 'chunk-late' });
    expect(await send(20)).toEqual({ ok: false, error: 'chunk-early' });
    expect(await send(8)).toEqual({ ok: true });
    eve.close();
  });

  test('chunks of another size and recordings of another time are refused', async () => {
    const eve = await openTab(server.url);
    const now = await serverTime(eve);
    const start = (startedAt: number) => eve.call('recording-start', { startedAt });
    expect(await start(now + 60_000)).toEqual({ ok: false, error: 'chunk-early' });
    expect(await start(now - 60_000)).toEqual({ ok: false, error: 'chunk-late' });
    const { send } = await recording(eve);
    await passing(250);
    for (const samples of [new Uint8Array(10), new Uint8Array(6_401), 'text', null, []]) {
      expect(await send(0, { samples })).toEqual({ ok: false, error: 'bad-message' });
    }
    expect(await send(0)).toEqual({ ok: true });
    eve.close();
  });

  test('an oversized frame closes its own connection and no other', async () => {
    const eve = await openTab(server.url);
    const closed = new Promise((resolve) => eve.socket.once('disconnect', resolve));
    eve.socket.emit('recording-chunk', { samples: new Uint8Array(LIMITS.frameBytes * 2) });
    await closed;
    eve.close();
    await undisturbed();
  });

  test('A5: the same sound 2 s late, claimed to be new, joins nothing', async () => {
    const [first, second] = [await openTab(server.url), await openTab(server.url)];
    const live = listen(first, sound.phone);
    await passing(2_000);
    const replay = listen(second, sound.laptop);
    const results = await Promise.all([live, replay]);
    expect(results.map((result) => result.outcome)).toEqual(['none', 'none']);
    for (const tab of [first, second]) tab.close();
  });
});

test('W12: a client that sends a million messages is cut off, and the others go on', async () => {
  const eve = await openTab(server.url);
  eve.socket.io.reconnection(false);
  const cut = new Promise((resolve) => eve.socket.once('disconnect', resolve));
  const flood = (async () => {
    for (let i = 0; i < 1_000_000 && eve.socket.connected; i += 1) {
      eve.socket.emit('item-remove', { itemId: newId() });
      if (i % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await undisturbed();
  await cut;
  await flood;
  await undisturbed();
  expect((await fetchHealth()).ok).toBe(true);
});

async function fetchHealth(): Promise<{ ok: boolean }> {
  const { request } = await import('node:https');
  return new Promise((resolve, reject) => {
    request(
      `${server.url}/healthz`.replace('//healthz', '/healthz'),
      { rejectUnauthorized: false },
      (response) => {
        resolve({ ok: response.statusCode === 200 });
        response.resume();
      },
    )
      .on('error', reject)
      .end();
  });
}
