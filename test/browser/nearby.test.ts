import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { liveRoomsFile } from '../rooms/cache.ts';
import { violations } from './look.ts';
import { type Person, personAt } from './person.ts';

const SHOTS = new URL('../../test-results/screens/', import.meta.url).pathname;
const question = (devices: string) => `Someone nearby, ${devices}. Is this your room?`;
const status = async ({ page }: Person) =>
  ((await page.locator('#status').textContent()) ?? '').replaceAll(/\s/g, ' ');

let house: SoundHouse;
let server: RunningServer;
const devices: Device[] = [];
let phone: Person;
let laptop: Person;
let neighbour: Person;
let received: () => string;

const launch = async (kind: 'phone' | 'laptop', channel: number): Promise<Person> => {
  const source = house.sources[channel]!;
  const device = await launchDevice({ kind, microphone: { source }, env: house.env(source), calm: true });
  devices.push(device);
  return personAt(device.page);
};

/** All text that reaches a page over its socket from now on. Call before the page is opened. */
function watchReceived(page: Page): () => string {
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  return () => frames.join('\n');
}

/** In both colour schemes: nothing to complain about, targets large enough, and a picture for people to look at. */
async function looksWell(person: Person, name: string): Promise<void> {
  const { page } = person;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${SHOTS}${name}-${colorScheme}.png` });
  }
  for (const button of await page.locator('.nearby button').all()) {
    const box = await button.boundingBox();
    expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(24);
  }
  const scrolls = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(scrolls, 'no sideways scrolling').toBe(false);
}

// So strict that no match is sure: what would be joined elsewhere is a weak match here.
beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  server = await startServer({ env: { FALSE_JOIN: '1e-300' } });
  house = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
  [phone, laptop, neighbour] = [
    await launch('phone', 0),
    await launch('laptop', 1),
    await launch('phone', 2),
  ];
  received = watchReceived(laptop.page);
  for (const person of [phone, laptop, neighbour]) await person.open(server.url);
  await phone.name('Robin');
});
beforeEach(async () => {
  for (const { page } of [phone, laptop, neighbour]) {
    const no = page.locator('#nearby-no');
    if (await no.isVisible()) await no.click();
  }
  for (const person of [phone, laptop, neighbour]) {
    if ((await person.meeting()) !== null) await person.leave();
    await person.isIdle();
  }
});
afterAll(async () => {
  await Promise.allSettled(devices.map((device) => device.close()));
  await Promise.allSettled([house?.stop(), server?.stop()]);
});

test('A8 B4: a weak match asks both, shows nothing of the other, and is a meeting when both say yes', async () => {
  await Promise.all([phone.tap('touch'), laptop.tap('Enter'), neighbour.tap('touch')]);
  await Promise.all([phone.isAsked(), laptop.isAsked()]);
  for (const person of [phone, laptop]) expect(await status(person)).toContain(question('1 device'));
  expect(await neighbour.hearsNothing(), 'another room is not asked').toBe('no-match');
  await looksWell(phone, 'nearby-phone');
  await looksWell(laptop, 'nearby-laptop');

  // The focus was left where it was, on the logo; the answers are the next stop.
  const { page } = laptop;
  const focused = () => page.evaluate(() => document.activeElement?.id);
  expect(await focused()).toBe('logo');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('nearby-yes');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter'); // a second press is no tap on anything
  await laptop.reaches('nearby-waiting');
  expect(await focused()).toBe('status');
  expect(await status(laptop)).toMatch(/waiting for the other device/i);
  await looksWell(laptop, 'nearby-waiting-laptop');
  expect([await phone.meeting(), await laptop.meeting()]).toEqual([null, null]);
  expect(received()).not.toContain('Robin');
  // No score, nothing but what the question needs.
  const [, asked] = /\["nearby",({[^}]*})\]/.exec(received()) ?? [];
  expect(Object.keys(JSON.parse(asked ?? '{}')).sort()).toEqual(['devices', 'questionId', 'recordingId']);

  await phone.answer(true, 'touch');
  const [one, two] = await Promise.all([phone.isInMeeting(), laptop.isInMeeting()]);
  expect(two).toBe(one);
  expect(await neighbour.meeting()).toBeNull();
  // The control: what was looked for above is found where it may be.
  await page.locator('.roster', { hasText: 'Robin' }).waitFor({ timeout: 3_000 });
  expect(received()).toContain('Robin');
});

test('A8: one no, and neither is in a meeting, both read the same, and who is typing goes on typing', async () => {
  const before = received().length;
  const { page } = laptop;
  await Promise.all([phone.tap('touch'), laptop.tap()]);
  await page.locator('#panel-toggle').click();
  await page.locator('#name').pressSequentially('Ki');
  await Promise.all([phone.isAsked(), laptop.isAsked()]);
  await page.keyboard.type('m');
  expect(await page.locator('#name').inputValue()).toBe('Kim');
  await page.locator('#name').fill('');
  await laptop.answer(true);
  await laptop.reaches('nearby-waiting');
  await phone.answer(false, 'touch');
  expect(await Promise.all([phone.hearsNothing(), laptop.hearsNothing()])).toEqual(['no-match', 'no-match']);
  expect(await status(laptop)).toBe(await status(phone));
  expect([await phone.meeting(), await laptop.meeting()]).toEqual([null, null]);
  expect(received().slice(before)).not.toContain('Robin');
  await page.locator('#panel-toggle').click();
});

test('A4 A8: a latecomer and a meeting: three are asked, who says yes joins, and what lies there is shown after that', async () => {
  await Promise.all([phone.tap('touch'), laptop.tap()]);
  await Promise.all([phone.isAsked(), laptop.isAsked()]);
  await phone.answer(true, 'touch');
  await laptop.answer(true);
  const meeting = await phone.isInMeeting();
  await laptop.isInMeeting();
  await phone.lay('https://example.org/inside');

  const late = await launch('laptop', 0);
  const seen = watchReceived(late.page);
  await late.open(server.url);
  // Who taps within a second of being found meant the tap before: it begins nothing.
  for (const person of [phone, laptop]) await person.reaches('ready');
  await Promise.all([phone.tap('touch'), laptop.tap(), late.tap()]);
  await Promise.all([phone, laptop, late].map((person) => person.isAsked()));
  expect(await status(late)).toContain(question('2 devices'));
  for (const inside of [phone, laptop]) expect(await status(inside)).toContain(question('1 device'));
  await looksWell(phone, 'nearby-meeting-phone');
  await looksWell(laptop, 'nearby-meeting-laptop');
  await late.answer(true);
  await late.reaches('nearby-waiting');
  expect(await late.meeting()).toBeNull();
  expect(seen()).not.toMatch(/inside|Robin/);
  await phone.answer(true, 'touch');
  expect(await late.isInMeeting()).toBe(meeting);
  await late.card('inside').waitFor({ timeout: 5_000 });
  await laptop.answer(false);
  expect(await laptop.hearsNothing()).toBe('no-match');
  expect(await laptop.meeting(), 'who says no stays where they are').toBe(meeting);
  await late.page.close({ runBeforeUnload: false });
});
