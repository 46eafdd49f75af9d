import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { startRoad } from '../devices/road.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { liveRoomsFile, microphoneFile } from '../rooms/cache.ts';
import { watchListening } from './observe.ts';
import { personAt } from './person.ts';

let server: RunningServer;
const devices: Device[] = [];
type Microphone = Parameters<typeof launchDevice>[0]['microphone'];

const launch = async (
  microphone: Microphone,
  options: { env?: Record<string, string>; extraArgs?: string[]; calm?: boolean } = {},
) => {
  const device = await launchDevice({ kind: 'laptop', microphone, ...options });
  devices.push(device);
  await watchListening(device.page);
  return { device, person: personAt(device.page) };
};
const states = (person: ReturnType<typeof personAt>) => person.page.evaluate(() => window.observed.states);
const status = (person: ReturnType<typeof personAt>) => person.page.locator('#status').textContent();

beforeAll(async () => {
  server = await startServer({});
});
afterEach(async () => {
  await Promise.allSettled(devices.splice(0).map((device) => device.close()));
});
afterAll(() => server?.stop());

describe('states of the logo that a person can tell apart', () => {
  test('A8: ready, then asking, then listening, deciding, and nothing found because nobody else listens', async () => {
    const { person } = await launch({ file: await microphoneFile('loud-voice') });
    await person.open(server.url);
    expect(await person.state()).toBe('ready');
    const ready = await status(person);
    await person.tap();
    await person.reaches('listening');
    expect(await status(person)).not.toBe(ready);
    expect(await person.hearsNothing()).toBe('alone');
    expect((await states(person)).filter((s, i, all) => s !== all[i - 1])).toEqual([
      'asking',
      'listening',
      'deciding',
      'nothing',
    ]);
    expect(await status(person)).toMatch(/nobody else/i);
  });

  test('refused: the person did not allow the microphone', async () => {
    const { person } = await launch('denied');
    await person.open(server.url);
    await person.tap();
    await person.reaches('refused');
    expect(await status(person)).toMatch(/allow|permission/i);
  });

  test('no microphone: the device has none', async () => {
    const { person } = await launch('absent');
    await person.open(server.url);
    await person.tap();
    await person.reaches('no-microphone');
    expect(await status(person)).toMatch(/microphone/i);
  });

  test('A8: a muted microphone is told while it listens, and at the end', async () => {
    const { person } = await launch({ file: await microphoneFile('silence') });
    await person.open(server.url);
    await person.tap();
    await person.reaches('silent-microphone', 4_000);
    expect(await person.hearsNothing()).toBe('muted');
    expect(await status(person)).toMatch(/mute/i);
  });

  test('A8: too quiet', async () => {
    const { person } = await launch({ file: await microphoneFile('quiet-noise') });
    await person.open(server.url);
    // With it, nobody else to hear would be the reason.
    await person.page.locator('#soft-sound').setChecked(false);
    await person.tap();
    expect(await person.hearsNothing()).toBe('too-quiet');
    expect(await status(person)).toMatch(/quiet/i);
  });

  test('A8: too short: stopped at once by a second tap', async () => {
    const { person } = await launch({ file: await microphoneFile('loud-voice') });
    await person.open(server.url);
    await person.tap();
    await person.reaches('listening');
    await person.tap();
    expect(await person.hearsNothing()).toBe('too-short');
  });

  test('the page is not secure', async () => {
    const proxied = await startServer({ env: { TRUST_PROXY: 'loopback' } });
    try {
      const { person } = await launch('default-beep', {
        extraArgs: ['--host-resolver-rules=MAP room.test 127.0.0.1'],
      });
      await person.page.setExtraHTTPHeaders({ 'x-forwarded-proto': 'https' });
      await person.page.goto(`http://room.test:${proxied.port}/`);
      await person.reaches('insecure');
      expect(await status(person)).toMatch(/https|secure/i);
    } finally {
      await proxied.stop();
    }
  });

  test('the browser is too old', async () => {
    const { person } = await launch('default-beep');
    await person.page.addInitScript(() => {
      Reflect.deleteProperty(window, 'AudioWorkletNode');
      Reflect.deleteProperty(window, 'AudioWorklet');
    });
    await person.page.goto(server.url);
    await person.reaches('unsupported');
    expect(await status(person)).toMatch(/browser/i);
  });

  test('connection lost while listening: said at once, and well again when the line is back', async () => {
    const line = await startRoad(() => server.port);
    try {
      const { person } = await launch({ file: await microphoneFile('loud-voice') });
      await person.open(`https://127.0.0.1:${line.port}/`);
      await person.tap();
      await person.reaches('listening');
      line.shut();
      await person.reaches('connection-lost', 5_000);
      line.open();
      await person.page.locator('body[data-connection="online"]').waitFor({ timeout: 15_000 });
      await person.tap();
      await person.reaches('listening');
    } finally {
      await line.stop();
    }
  });
});

test('A8: no match: others listen, but in another room', async () => {
  const house = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
  try {
    const [here, , there] = house.sources.map((source) => ({ source, env: house.env(source) }));
    const people = [];
    for (const { source, env } of [here!, there!]) {
      const { person } = await launch({ source }, { env, calm: true });
      await person.open(server.url);
      people.push(person);
    }
    await Promise.all(people.map((person) => person.tap()));
    for (const person of people) {
      expect(await person.hearsNothing()).toBe('no-match');
      expect(await status(person)).toMatch(/nobody else was heard/i);
    }
  } finally {
    await house.stop();
  }
});

test('A8: more than one meeting fits: told to both sides, and nobody moves', async () => {
  const house: SoundHouse = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
  try {
    const source = house.sources[0]!;
    const { device } = await launch({ source }, { env: house.env(source) });
    const people = [];
    for (let i = 0; i < 4; i += 1) {
      const context = await device.browser.newContext({ ignoreHTTPSErrors: true });
      await context.grantPermissions(['microphone']);
      const person = personAt(await context.newPage());
      await person.open(server.url);
      people.push(person);
    }
    const [a, b, c, d] = people;
    await Promise.all([a!.tap(), b!.tap()]);
    const first = await a!.isInMeeting();
    await Promise.all([c!.tap(), d!.tap()]);
    const second = await c!.isInMeeting();
    expect(second).not.toBe(first);
    // Both meetings must be established: younger ones would be taken for one.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    await Promise.all([a!.tap(), c!.tap()]);
    expect(await Promise.all([a!.hearsNothing(), c!.hearsNothing()])).toEqual(['ambiguous', 'ambiguous']);
    expect([await a!.meeting(), await c!.meeting()]).toEqual([first, second]);
  } finally {
    await house.stop();
  }
});
