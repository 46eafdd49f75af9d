import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { type Device, launchDevice } from '../devices/device.ts';
import { type Road, startRoad } from '../devices/road.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { liveRoomsFile } from '../rooms/cache.ts';
import { liveTracks, watchListening } from './observe.ts';
import { type Person, personAt, timed } from './person.ts';

/** One meeting of a laptop, and a phone whose line can be cut; the tests go through its life in order. */
describe('a meeting of two', () => {
  let house: SoundHouse;
  let server: RunningServer;
  let line: Road;
  const devices: Device[] = [];
  let phone: Person;
  let laptop: Person;
  let phoneUrl: string;

  const launch = async (kind: 'phone' | 'laptop', channel: number, url: string) => {
    const source = house.sources[channel]!;
    const device = await launchDevice({ kind, microphone: { source }, env: house.env(source), calm: true });
    devices.push(device);
    const person = personAt(device.page);
    await watchListening(device.page);
    await person.open(url);
    return person;
  };
  const meet = async () => {
    await Promise.all([phone.tap(), laptop.tap()]);
    const meetings = await Promise.all([phone.isInMeeting(), laptop.isInMeeting()]);
    expect(meetings[0]).toBe(meetings[1]);
  };
  const nameCookie = async (person: Person) =>
    (await person.page.context().cookies()).filter((cookie) => cookie.name === 'name');

  beforeAll(async () => {
    server = await startServer({});
    line = await startRoad(() => server.port);
    phoneUrl = `https://127.0.0.1:${line.port}/`;
    house = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
    laptop = await launch('laptop', 1, server.url);
    phone = await launch('phone', 0, phoneUrl);
    await meet();
  });
  afterAll(async () => {
    await Promise.allSettled(devices.map((device) => device.close()));
    await Promise.allSettled([house?.stop(), line?.stop(), server?.stop()]);
  });

  test('A3: when the room is found the microphone closes, and the page says so', async () => {
    for (const { page } of [phone, laptop]) {
      const { states, opened } = await page.evaluate(() => ({
        states: window.observed.states,
        opened: window.observed.streams.length,
      }));
      expect(opened).toBe(1);
      expect(states).toContain('found');
      expect(await liveTracks(page)).toBe(0);
    }
  });

  test('N1 N2: without a name one is "Someone", and no cookie is written', async () => {
    expect(await laptop.page.locator('.roster').textContent()).toMatch(/someone/i);
    expect(await phone.page.context().cookies()).toEqual([]);
  });

  test('N2 N3: a name reaches the others within a second, is kept in a cookie, changed, and deleted with its cookie', async () => {
    await phone.name('Ada');
    expect(await timed(laptop.page.locator('.roster', { hasText: 'Ada' }).waitFor())).toBeLessThanOrEqual(
      1_000,
    );
    expect(await nameCookie(phone)).toMatchObject([{ value: 'Ada', secure: true, sameSite: 'Strict' }]);
    await phone.name('Grace');
    expect(await timed(laptop.page.locator('.roster', { hasText: 'Grace' }).waitFor())).toBeLessThanOrEqual(
      1_000,
    );
    await phone.page.locator('#name-delete').click();
    const gone = laptop.page.locator('.roster', { hasText: 'Grace' }).waitFor({ state: 'detached' });
    expect(await timed(gone)).toBeLessThanOrEqual(1_000);
    expect(await nameCookie(phone)).toEqual([]);
  });

  test('C1: a URL is a card that opens safely, a note is plain text; both say whose they are', async () => {
    await phone.name('Ada');
    await phone.lay('https://example.org/path?q=1');
    const card = laptop.card('example.org');
    await card.waitFor();
    const link = card.locator('a');
    expect(await link.getAttribute('href')).toBe('https://example.org/path?q=1');
    expect((await link.getAttribute('rel'))?.split(' ').sort()).toEqual(['noopener', 'noreferrer']);
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await card.textContent()).toContain('Ada');
    await phone.lay('<b>bold?</b>\nsecond line');
    const note = laptop.card('second line');
    await note.waitFor();
    expect(await note.textContent()).toContain('<b>bold?</b>');
    expect(await note.locator('b').count()).toBe(0);
  });

  test('C9: where URLs are shared the page says what it cannot take back', async () => {
    expect(await laptop.page.locator('body').textContent()).toMatch(/history/i);
  });

  test('bad input is answered in words and loses nothing', async () => {
    await phone.openPanel();
    const before = await laptop.page.locator('.card').count();
    await phone.page.locator('#add-text').fill('javascript:alert(1)');
    const url = phone.page.locator('[name="kind"][value="url"]');
    if (await url.count()) await url.check({ force: true });
    await phone.page.locator('#add-button').click();
    await phone.page.locator('#add-error').waitFor();
    expect(await phone.page.locator('#add-error').textContent()).toMatch(/http/i);
    expect(await phone.page.locator('#add-text').inputValue()).toBe('javascript:alert(1)');
    expect(await laptop.page.locator('.card').count()).toBe(before);
    await phone.page.locator('#add-text').fill('');
  });

  test('C1: 30 s without a line and back: meeting, roster and items are whole again, without a reload', async () => {
    const token = String(Math.random());
    await phone.page.evaluate((mark) => {
      document.documentElement.dataset.mark = mark;
    }, token);
    const meeting = await phone.meeting();
    line.shut();
    await phone.page.locator('body:not([data-connection="online"])').waitFor({ timeout: 15_000 });
    await laptop.lay('laid while the phone was away');
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    expect(await laptop.card('example.org').count(), 'the phone’s things wait').toBe(1);
    line.open();
    await phone.card('laid while the phone was away').waitFor({ timeout: 15_000 });
    expect(await phone.meeting()).toBe(meeting);
    expect(await phone.page.locator('.roster [data-participant-id]').count()).toBe(2);
    expect(await phone.card('example.org').count()).toBe(1);
    expect(await phone.page.evaluate(() => document.documentElement.dataset.mark)).toBe(token);
    await phone.lay('laid after the phone came back');
    await laptop.card('laid after the phone came back').waitFor({ timeout: 5_000 });
  });

  test('C5: a reload keeps everything', async () => {
    await phone.page.reload();
    await phone.isInMeeting();
    await phone.card('laid after the phone came back').waitFor();
    await new Promise((resolve) => setTimeout(resolve, LIMITS.byeGraceMs + 1_000));
    expect(await laptop.card('laid after the phone came back').count()).toBe(1);
    expect(await laptop.page.locator('.roster [data-participant-id]').count()).toBe(2);
  });

  test('C3: a limit is told before it bites, and bites', async () => {
    await laptop.openPanel();
    for (let i = 0; i < LIMITS.itemsPerParticipant - 1; i += 1) await laptop.lay(`thing ${i}`);
    await phone.card(`thing ${LIMITS.itemsPerParticipant - 2}`).waitFor();
    expect(await laptop.page.locator('.my-items li').count()).toBe(LIMITS.itemsPerParticipant);
    expect(await laptop.page.locator('body').textContent()).toMatch(/30 of 30/);
    await laptop.page.locator('.my-items .remove').first().click();
    await expect.poll(() => laptop.page.locator('.my-items li').count()).toBe(LIMITS.itemsPerParticipant - 1);
  });

  test('C4 C8: leaving clears the table of one’s things; with the last person the meeting ends', async () => {
    const gone = timed(phone.card('thing').first().waitFor({ state: 'detached' }));
    await laptop.leave();
    expect(await gone).toBeLessThanOrEqual(1_000);
    expect(await phone.card('example.org').count()).toBe(1);
    await phone.leave();
    await meet();
    expect(await phone.page.locator('.card').count(), 'a new meeting begins empty').toBe(0);
  });
});
