import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Capture, capture, startBarePage } from '../devices/capture.ts';
import { type Device, type DeviceOptions, launchDevice } from '../devices/device.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { until } from '../devices/wait.ts';
import { liveRoomsFile, microphoneFile } from '../rooms/cache.ts';
import { filter, section } from '../rooms/filters.ts';
import { decibels, rms } from '../rooms/level.ts';

const BANDS = [300, 600, 1200, 2400, 4800];

/** Loudness over time in one band, a value each 10 ms, without its mean. */
function envelope({ samples, rate }: Capture, low: number, high: number): Float64Array {
  const pass = [section('highpass', rate, low), section('lowpass', rate, high)];
  const band = filter(Float64Array.from(samples), pass, false);
  const step = rate / 100;
  const levels = Float64Array.from({ length: Math.floor(band.length / step) }, (_, i) =>
    Math.log(rms(band.subarray(i * step, (i + 1) * step)) + 1e-5),
  );
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

/** Values of an envelope in one piece of sound that is compared: 2 s. */
const PIECE = 200;

/** Mean correlation (-1..1) over all bands of `b` with the piece of `a` at `from`, heard `lag` values earlier. */
function correlation(bands: ReadonlyArray<[Float64Array, Float64Array]>, from: number, lag: number): number {
  let sum = 0;
  for (const [a, b] of bands) {
    const piece = a.subarray(from, from + PIECE);
    const other = b.subarray(from - lag, from - lag + PIECE);
    sum +=
      piece.reduce((total, value, i) => total + value * other[i]!, 0) / (PIECE * rms(piece) * rms(other));
  }
  return sum / bands.length;
}

/**
 * How alike two devices heard the same time, give or take 0.3 s, in the piece where they agree best: a busy
 * machine makes a browser lose sound now and then, and what comes after is that much off.
 */
function likeness(a: Capture, b: Capture): number {
  const bands = BANDS.slice(1).map((high, i): [Float64Array, Float64Array] => [
    envelope(a, BANDS[i]!, high),
    envelope(b, BANDS[i]!, high),
  ]);
  const offset = Math.round((b.startedAt - a.startedAt) / 10);
  let best = -1;
  for (let from = 0; from + PIECE <= bands[0]![0].length; from += PIECE / 4) {
    for (let lag = offset - 30; lag <= offset + 30; lag += 1) {
      const inside = from - lag >= 0 && from - lag + PIECE <= bands[0]![1].length;
      if (inside) best = Math.max(best, correlation(bands, from, lag));
    }
  }
  return best;
}

let site: Awaited<ReturnType<typeof startBarePage>>;
beforeAll(async () => {
  site = await startBarePage();
});
afterAll(() => site.stop());

async function withDevice<T>(options: DeviceOptions, use: (device: Device) => Promise<T>): Promise<T> {
  const device = await launchDevice(options);
  try {
    await device.page.goto(site.url);
    return await use(device);
  } finally {
    await device.close();
  }
}

describe('microphones in real time', () => {
  let house: SoundHouse;
  beforeAll(async () => {
    house = await startSoundHouse({ wav: await liveRoomsFile() });
  });
  afterAll(() => house.stop());

  test('two devices of one room that tap a second apart hear one moment, a third in another room does not', async () => {
    const kinds = ['phone', 'laptop', 'phone'] as const;
    const devices = await Promise.all(
      kinds.map((kind, i) =>
        launchDevice({ kind, microphone: { source: house.sources[i]! }, env: house.env(house.sources[i]!) }),
      ),
    );
    try {
      await Promise.all(devices.map((device) => device.page.goto(site.url)));
      const [phone, laptop, other] = await Promise.all(
        devices.map(async (device, i) => {
          await device.page.waitForTimeout(i * 1_000);
          return capture(device.page, 6);
        }),
      );
      for (const heard of [phone!, laptop!, other!]) expect(decibels(heard.samples)).toBeGreaterThan(-45);
      const [same, other1, other2] = [
        likeness(phone!, laptop!),
        likeness(phone!, other!),
        likeness(laptop!, other!),
      ];
      expect(same).toBeGreaterThan(0.6);
      expect(Math.max(other1!, other2!)).toBeLessThan(same! - 0.2);
    } finally {
      await Promise.all(devices.map((device) => device.close()));
    }
  });

  test('a second sound house beside it has microphones of its own', async () => {
    const silent = await startSoundHouse({ wav: await microphoneFile('silence') });
    const level = (from: SoundHouse) =>
      withDevice(
        { kind: 'laptop', microphone: { source: from.sources[0]! }, env: from.env(from.sources[0]!) },
        async ({ page }) => rms((await capture(page, 1)).samples),
      );
    try {
      expect(await level(silent)).toBe(0);
      expect(await level(house)).toBeGreaterThan(0.001);
    } finally {
      await silent.stop();
    }
  });
});

describe('file microphones', () => {
  test('a loud voice, a very quiet room and silence arrive as loud as they are', async () => {
    const level = async (kind: 'silence' | 'quiet-noise' | 'loud-voice') =>
      withDevice({ kind: 'phone', microphone: { file: await microphoneFile(kind) } }, async ({ page }) =>
        decibels((await capture(page, 2)).samples),
      );
    expect(await level('loud-voice')).toBeGreaterThan(-26);
    const quiet = await level('quiet-noise');
    expect(quiet).toBeGreaterThan(-85);
    expect(quiet).toBeLessThan(-70);
    expect(await level('silence')).toBe(-240);
  });

  test("without a file it beeps; a file that isn't there is refused", async () => {
    const heard = await withDevice({ kind: 'laptop', microphone: 'default-beep' }, ({ page }) =>
      capture(page, 2),
    );
    expect(rms(heard.samples)).toBeGreaterThan(0.001);
    const missing = { kind: 'laptop', microphone: { file: '/nowhere/voice.wav' } } as const;
    await expect(launchDevice(missing)).rejects.toThrow('/nowhere/voice.wav');
  });
});

describe('devices without a microphone', () => {
  test('a person who says no', async () => {
    const asked = withDevice({ kind: 'phone', microphone: 'denied' }, ({ page }) => capture(page, 1));
    await expect(asked).rejects.toThrow('NotAllowedError');
  });

  test('none there', async () => {
    const asked = withDevice({ kind: 'laptop', microphone: 'absent' }, ({ page }) => capture(page, 1));
    await expect(asked).rejects.toThrow('NotFoundError');
  });
});

test('a phone has a small screen and touch, a laptop has neither', async () => {
  const look = () => [innerWidth, innerHeight, navigator.maxTouchPoints > 0] as const;
  const phone = await withDevice({ kind: 'phone', microphone: 'absent' }, ({ page }) => page.evaluate(look));
  const laptop = await withDevice({ kind: 'laptop', microphone: 'absent' }, ({ page }) =>
    page.evaluate(look),
  );
  expect(laptop).toEqual([1366, 768, false]);
  expect(phone[2]).toBe(true);
});

test('a browser can be killed by its process id', async () => {
  await withDevice({ kind: 'laptop', microphone: 'absent' }, async ({ browser, pid }) => {
    const gone = new Promise((resolve) => browser.once('disconnected', resolve));
    process.kill(pid, 'SIGKILL');
    await gone;
    expect(browser.isConnected()).toBe(false);
  });
});

test('a test run that is killed leaves neither processes nor folders behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-orphan-'));
  const sleeper = spawn('sleep', ['600']);
  const helper = new URL('../devices/undertaker.ts', import.meta.url).href;
  const program = `const { cleanUpAfterDeath } = await import('${helper}');
    cleanUpAfterDeath([${sleeper.pid}], ['${folder}']);
    console.log('watching');
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  await once(run.stdout, 'data');
  expect(existsSync(folder)).toBe(true);
  expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  run.kill('SIGKILL');
  await once(sleeper, 'exit');
  await until('the folder is gone', 5_000, () => !existsSync(folder));
});
