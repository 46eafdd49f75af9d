import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SOFT_SOUND } from '../../src/audio/soft-sound.ts';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { stillRoomsFile } from '../rooms/cache.ts';
import { decibels } from '../rooms/level.ts';
import { writeFigures } from './figures.ts';
import { shoot, violations } from './look.ts';
import { watchListening } from './observe.ts';
import { type Person, percentile, personAt } from './person.ts';

const ROUNDS = Number(process.env.QUIET_ROUNDS ?? 5);
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, 1_000 * count));
/** Anything louder than this is a sound, dBFS; the air is digital silence else. */
const SOUND = -75;
const STEP = 320; // 20 ms

/** How long something was heard in all, ms. */
const heardMs = (air: Int16Array) => {
  let count = 0;
  for (let at = 0; at + STEP <= air.length; at += STEP) {
    const level = decibels(Float64Array.from(air.subarray(at, at + STEP), (value) => value / 32_768));
    if (level > SOUND) count += 1;
  }
  return 20 * count;
};
const status = (person: Person) => person.page.locator('#status').textContent();
const softSound = (person: Person) => person.page.locator('#soft-sound');
const setSoftSound = (person: Person, on: boolean) =>
  person.inPanel(softSound(person), (target) => target.setChecked(on));
const states = (person: Person) => person.page.evaluate(() => window.observed.states);

describe('rooms without a sound', () => {
  let house: SoundHouse;
  let server: RunningServer;
  const devices: Device[] = [];
  let laptop: Person;
  let phone: Person;
  /** In another room. */
  let neighbour: Person;

  const launch = async (kind: 'phone' | 'laptop', channel: number) => {
    const source = house.sources[channel]!;
    const device = await launchDevice({
      ...{ kind, microphone: { source }, env: house.env(source), calm: true, loudspeaker: true },
    });
    devices.push(device);
    await watchListening(device.page);
    const person = personAt(device.page);
    await person.open(server.url);
    return person;
  };
  const together = (...people: Person[]) => Promise.all(people.map((person) => person.tap()));
  /** What is heard in a room while something is done. */
  const during = async (room: number, act: () => Promise<unknown>) => {
    const recorder = house.record(room);
    await act();
    return heardMs(await recorder.stop());
  };

  beforeAll(async () => {
    server = await startServer({});
    const rooms = [[0, 1], [2]];
    house = await startSoundHouse({ wav: await stillRoomsFile(3), rooms });
    laptop = await launch('laptop', 0);
    phone = await launch('phone', 1);
    neighbour = await launch('laptop', 2);
  });
  beforeEach(async () => {
    for (const person of [laptop, phone, neighbour]) {
      if ((await person.meeting()) !== null) await person.leave();
      await person.isIdle();
      await setSoftSound(person, true);
    }
  });
  afterAll(async () => {
    await Promise.allSettled(devices.map((device) => device.close()));
    await Promise.allSettled([house?.stop(), server?.stop()]);
  });

  test('A1 B5: nothing sounds before somebody taps, whatever a script does', async () => {
    const before = await during(0, async () => {
      await seconds(0.5);
      await laptop.page.evaluate(() => (document.querySelector('#logo') as HTMLElement).click());
      await seconds(2);
    });
    expect(before).toBe(0);
    // The control: the same ear hears what plays after real taps.
    const after = await during(0, async () => {
      await together(laptop, phone);
      await laptop.isInMeeting();
    });
    expect(after).toBeGreaterThan(200);
  });

  test(`A4 B5: ${ROUNDS} rounds: the two of one room meet by a soft sound, the third, in another room, stays out`, async () => {
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await together(laptop, phone, neighbour);
      const tapped = performance.now();
      const [one, two] = await Promise.all([laptop.isInMeeting(), phone.isInMeeting()]);
      found.push(performance.now() - tapped);
      expect(two).toBe(one);
      expect(await neighbour.hearsNothing()).toBe('no-match');
      expect(await neighbour.meeting()).toBeNull();
      for (const person of [laptop, phone]) await person.leave();
    }
    expect([...(await states(laptop)), ...(await states(phone))]).toContain('playing');
    const figures = { p50: percentile(found, 0.5), worst: Math.max(...found) };
    await writeFigures('quiet-rooms', { rounds: ROUNDS, tapToFoundMs: figures });
    expect(figures.worst, 'well before the time limit').toBeLessThan(9_000);
  });

  test('B5: the page says that it plays, in both sizes, and is accessible then', async () => {
    // In two rooms, so that no meeting ends it; the phone is in the same room as the laptop and stays away.
    for (const [person, size] of [
      [laptop, 'laptop'],
      [phone, 'phone'],
    ] as const) {
      await together(person, neighbour);
      await person.reaches('playing', 8_000);
      await shoot(person, `playing-${size}`);
      expect(await violations(person.page)).toEqual([]);
      expect(await person.logo.getAttribute('aria-label')).toMatch(/stop/i);
      expect(await person.hearsNothing()).toBe('no-match');
      await neighbour.isIdle();
    }
    const seen = (await states(laptop)).filter((state, i, all) => state !== all[i - 1]);
    expect(seen.slice(-5)).toEqual(['listening', 'playing', 'listening', 'deciding', 'nothing']);
  });

  test('A3 B5: a second tap ends the sound at once, and so does the switch; undisturbed it lasts', async () => {
    const soundOf = (act: () => Promise<unknown>) =>
      during(0, async () => {
        await together(laptop, neighbour);
        await laptop.reaches('playing', 8_000);
        await act();
        await seconds(1.5);
        if ((await laptop.state()) === 'listening') await laptop.tap();
        await Promise.all([laptop.isIdle(), neighbour.tap().then(() => neighbour.isIdle())]);
      });
    expect(await soundOf(async () => {})).toBeGreaterThan(0.75 * SOFT_SOUND.lengthMs);
    expect(await soundOf(() => laptop.tap())).toBeLessThan(0.6 * SOFT_SOUND.lengthMs);
    const switched = await soundOf(async () => {
      await softSound(laptop).setChecked(false);
      expect(await laptop.state()).toBe('listening');
    });
    expect(switched).toBeLessThan(0.6 * SOFT_SOUND.lengthMs);
  });

  test('B5: one that is muted is found by the sound of the other', async () => {
    await softSound(phone).setChecked(false);
    await together(laptop, phone);
    expect(await phone.isInMeeting()).toBe(await laptop.isInMeeting());
    // In a meeting the switch is in the panel, and shows the same.
    expect(await softSound(laptop).isChecked()).toBe(true);
    expect(await softSound(phone).isChecked()).toBe(false);
    await phone.openPanel();
    await softSound(phone).scrollIntoViewIfNeeded();
    await shoot(phone, 'soft-sound-phone-meeting');
    expect(await violations(phone.page)).toEqual([]);
  });

  test('A8 B4 B5: switched off on both it is remembered, nothing sounds, and the page names the switch and offers it', async () => {
    await softSound(phone).click();
    await softSound(laptop).focus();
    await laptop.page.keyboard.press('Space');
    for (const person of [laptop, phone]) {
      await person.page.reload();
      await person.page.locator('body[data-connection="online"]').waitFor();
      expect(await softSound(person).isChecked(), 'after a reload').toBe(false);
    }
    const heard = await during(0, async () => {
      await together(laptop, phone);
      expect(await Promise.all([laptop.hearsNothing(), phone.hearsNothing()])).toEqual([
        'too-quiet',
        'too-quiet',
      ]);
    });
    expect(heard).toBe(0);
    for (const [person, size] of [
      [laptop, 'laptop'],
      [phone, 'phone'],
    ] as const) {
      expect(await status(person)).toMatch(/too quiet.*soft sound.*off/i);
      await shoot(person, `too-quiet-${size}`);
      expect(await violations(person.page)).toEqual([]);
    }
    // The offer, taken up with the keyboard; the focus is where one goes on.
    await laptop.page.locator('#soft-sound-on').focus();
    await laptop.page.keyboard.press('Enter');
    expect(await softSound(laptop).isChecked()).toBe(true);
    expect(await status(laptop)).not.toMatch(/soft sound/i);
    expect(await laptop.page.evaluate(() => document.activeElement?.id)).toBe('logo');
    await together(laptop, phone);
    expect(await phone.isInMeeting()).toBe(await laptop.isInMeeting());
    // The same in a meeting, where there is less room for it.
    for (const person of [laptop, phone]) await setSoftSound(person, false);
    await seconds(1.1); // a tap right after the room was found would be taken for one of impatience
    await together(laptop, phone);
    for (const [person, size] of [
      [laptop, 'laptop'],
      [phone, 'phone'],
    ] as const) {
      expect(await person.hearsNothing()).toBe('too-quiet');
      await shoot(person, `too-quiet-${size}-meeting`);
      expect(await violations(person.page)).toEqual([]);
    }
    await phone.page.locator('#soft-sound-on').click();
    expect(await phone.page.locator('#soft-sound').isChecked()).toBe(true);
  });

  test('B5 W7: where the browser refuses to remember, the switch lasts as long as the page', async () => {
    const page = await devices[2]!.context.newPage();
    try {
      await page.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', {
          get: () => {
            throw new DOMException('refused', 'SecurityError');
          },
        });
      });
      const person = personAt(page);
      await person.open(server.url);
      await softSound(person).setChecked(false);
      await person.tap();
      expect(await person.hearsNothing()).toBe('too-quiet');
      expect(await status(person)).toMatch(/soft sound.*off/i);
      expect(await softSound(person).isChecked()).toBe(false);
      await page.reload();
      expect(await softSound(person).isChecked()).toBe(true);
    } finally {
      await page.close();
    }
  });
});
