import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { microphoneFile } from '../rooms/cache.ts';
import { writeFigures } from './figures.ts';
import { liveTracks, watchFrames, watchListening } from './observe.ts';
import { percentile, personAt } from './person.ts';

let server: RunningServer;
let device: Device;

beforeAll(async () => {
  server = await startServer({});
});
afterEach(() => device?.close());
afterAll(() => server?.stop());

async function launch(sound: 'loud-voice' | 'silence') {
  device = await launchDevice({ kind: 'laptop', microphone: { file: await microphoneFile(sound) } });
  const frames = watchFrames(device.page);
  await watchListening(device.page);
  const person = personAt(device.page);
  await person.open(server.url);
  return { frames, person, page: device.page };
}

test('A1: nothing is recorded or sent before a real gesture; a scripted click starts nothing', async () => {
  const { frames, person, page } = await launch('loud-voice');
  await page.waitForTimeout(1_000);
  await page.evaluate(() => (document.querySelector('#logo') as HTMLElement).click());
  await page.evaluate(() =>
    document
      .querySelector('#logo')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })),
  );
  await page.waitForTimeout(1_500);
  expect([frames.chunks(), await page.evaluate(() => window.observed.streams.length)]).toEqual([0, 0]);
  expect(await person.state()).toBe('ready');
  expect(frames.sent(), 'the socket is watched').toBeGreaterThan(0);
  // The control: a real tap does start, and the same counter sees the sound leave.
  await person.tap();
  await person.reaches('listening');
  await expect.poll(frames.chunks, { timeout: 5_000 }).toBeGreaterThan(2);
});

test('A2: the waveform follows the samples: a voice moves it, silence is a flat line, and it stops with the microphone', async () => {
  const voice = await launch('loud-voice');
  await voice.person.tap();
  await voice.person.reaches('listening');
  await voice.page.waitForTimeout(2_500);
  const loud = await voice.page.evaluate(() => window.observed.levels);
  expect(Math.max(...loud.map(({ level }) => level))).toBeGreaterThan(0.01);
  expect(new Set(loud.map(({ level }) => level)).size).toBeGreaterThan(10);
  const drawn = await inkHeight(voice.page);
  expect(drawn).toBeGreaterThan(10);
  const listeningAt = await voice.page.evaluate(() => window.observed.listeningAt);
  expect(loud[0]!.at - listeningAt, 'the indicator is on').toBeLessThanOrEqual(200);
  await voice.person.tap();
  await voice.page.waitForTimeout(300);
  const stopped = await voice.page.evaluate(() => window.observed.levels.length);
  await voice.page.waitForTimeout(700);
  expect(await voice.page.evaluate(() => window.observed.levels.length)).toBe(stopped);
  await device.close();

  const silence = await launch('silence');
  await silence.person.tap();
  await silence.person.reaches('silent-microphone', 5_000);
  const flat = await silence.page.evaluate(() => window.observed.levels);
  expect(Math.max(...flat.map(({ level }) => level))).toBe(0);
  expect(await inkHeight(silence.page)).toBeLessThanOrEqual(8);
});

/** Height in CSS pixels of what is drawn in the middle half of the waveform's canvas. */
function inkHeight(page: import('playwright-core').Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { width, height } = canvas;
    const { data } = context.getImageData(width / 4, 0, width / 2, height);
    let top = height;
    let bottom = 0;
    for (let i = 3; i < data.length; i += 4) {
      if ((data[i] ?? 0) < 32) continue;
      const row = Math.floor((i >> 2) / (width / 2));
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
    return Math.max(0, bottom - top + 1) / devicePixelRatio;
  });
}

test('A3: a second tap ends the microphone within 100 ms', async () => {
  const { person, page } = await launch('loud-voice');
  await person.tap();
  await person.reaches('listening');
  expect(await liveTracks(page)).toBe(1);
  // Watched inside the page, from the click itself to the track's end.
  const watching = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const track = window.observed.streams[0]!.getTracks()[0]!;
        const watch = () => {
          const tappedAt = performance.now();
          const look = () => {
            if (track.readyState === 'ended') resolve(performance.now() - tappedAt);
            else setTimeout(look, 1);
          };
          look();
        };
        document.querySelector('#logo')?.addEventListener('click', watch, { once: true, capture: true });
      }),
  );
  await person.tap();
  const elapsed = await watching;
  expect(elapsed).toBeLessThanOrEqual(100);
});

test('A3: the microphone closes after 10 s, always', async () => {
  const { person, page } = await launch('loud-voice');
  await person.tap();
  await person.reaches('listening');
  const start = performance.now();
  await page.waitForFunction(() => window.observed.streams[0]!.getTracks()[0]!.readyState === 'ended', null, {
    polling: 50,
    timeout: 15_000,
  });
  const open = performance.now() - start;
  expect(open).toBeGreaterThan(8_000);
  expect(open).toBeLessThanOrEqual(10_500);
});

test('A3: hiding the page for good closes the microphone', async () => {
  const { person, page } = await launch('loud-voice');
  await person.tap();
  await person.reaches('listening');
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect.poll(() => liveTracks(page), { timeout: 1_000 }).toBe(0);
});

test('from the tap to the first sound on its way', async () => {
  const waits: number[] = [];
  const { person, page, frames } = await launch('loud-voice');
  for (let i = 0; i < 5; i += 1) {
    const before = frames.chunks();
    const tapped = performance.now();
    await person.tap();
    await person.reaches('listening');
    waits.push(performance.now() - tapped);
    await expect.poll(frames.chunks, { timeout: 5_000 }).toBeGreaterThan(before);
    await person.tap();
    await person.hearsNothing();
    await page.waitForTimeout(200);
  }
  await writeFigures('capture', {
    tapToFirstFrameMs: { p50: percentile(waits, 0.5), worst: Math.max(...waits) },
  });
});
