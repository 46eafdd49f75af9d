import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { liveRoomsFile } from '../rooms/cache.ts';
import { shoot, violations } from './look.ts';
import { type Person, personAt } from './person.ts';

for (const scheme of ['light', 'dark'] as const) {
  describe(`the page, ${scheme}`, () => {
    let house: SoundHouse;
    let server: RunningServer;
    const devices: Device[] = [];
    let phone: Person;
    let laptop: Person;
    const problems: string[] = [];

    beforeAll(async () => {
      server = await startServer({});
      house = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
      for (const [kind, channel] of [
        ['phone', 0],
        ['laptop', 1],
      ] as const) {
        const source = house.sources[channel]!;
        const device = await launchDevice({ kind, microphone: { source }, env: house.env(source) });
        devices.push(device);
        await device.page.emulateMedia({ colorScheme: scheme });
        device.page.on('console', (message) => {
          if (message.type() === 'error') problems.push(message.text());
        });
        device.page.on('pageerror', (error) => problems.push(error.message));
        const person = personAt(device.page);
        await person.open(server.url);
        if (kind === 'phone') phone = person;
        else laptop = person;
      }
    });
    afterAll(async () => {
      await Promise.allSettled(devices.map((device) => device.close()));
      await Promise.allSettled([house?.stop(), server?.stop()]);
    });

    test('the checker finds what is wrong with a page', async () => {
      const page = await phone.page.context().newPage();
      await page.setContent('<html><body><img src="x"><button></button></body></html>');
      expect(await violations(page)).not.toEqual([]);
      await page.close();
    });

    test('before a meeting: accessible in both sizes, and nothing reaches outside', async () => {
      for (const [person, size] of [
        [phone, 'phone'],
        [laptop, 'laptop'],
      ] as const) {
        await shoot(person, `before-${size}-${scheme}`);
        expect(await violations(person.page)).toEqual([]);
        const scrolls = await person.page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        );
        expect(scrolls, 'no sideways scrolling').toBe(false);
      }
    });

    test('with the keyboard only: listening, a name, a URL, its removal, leaving', async () => {
      const { page } = laptop;
      const focusOn = async (selector: string) => {
        for (let i = 0; i < 60; i += 1) {
          if (await page.locator(selector).evaluate((e) => e === document.activeElement)) return;
          await page.keyboard.press('Tab');
        }
        throw new Error(`the keyboard does not reach ${selector}`);
      };
      await focusOn('#logo');
      await page.keyboard.press('Enter');
      await phone.tap('touch');
      await laptop.reaches('listening');
      await shoot(laptop, `listening-laptop-${scheme}`);
      await shoot(phone, `listening-phone-${scheme}`);
      await Promise.all([phone.isInMeeting(), laptop.isInMeeting()]);
      await focusOn('#name');
      await page.keyboard.type('Kim');
      await page.keyboard.press('Enter');
      await phone.page.locator('.roster', { hasText: 'Kim' }).waitFor();
      await focusOn('#add-text');
      await page.keyboard.type('https://example.org/by-keyboard');
      await focusOn('#add-button');
      await page.keyboard.press('Enter');
      await phone.card('by-keyboard').waitFor();
      await focusOn('.my-items .remove');
      await page.keyboard.press('Enter');
      await phone.card('by-keyboard').waitFor({ state: 'detached' });
    });

    test('in a meeting: accessible in both sizes', async () => {
      await laptop.lay('https://en.wikipedia.org/wiki/Room_acoustics');
      await laptop.lay('Lunch at half past twelve, the place round the corner.\nWho comes along?');
      await phone.name('Robin');
      await phone.lay('https://www.openstreetmap.org/#map=15/48.2082/16.3738');
      await laptop.card('openstreetmap').waitFor();
      for (const [person, size] of [
        [phone, 'phone'],
        [laptop, 'laptop'],
      ] as const) {
        await person.page.waitForTimeout(400);
        await shoot(person, `meeting-${size}-${scheme}`);
        expect(await violations(person.page)).toEqual([]);
      }
      await phone.page.locator('#panel-toggle').click();
      await phone.page.waitForTimeout(400);
      await shoot(phone, `meeting-phone-toggled-${scheme}`);
      expect(await violations(phone.page)).toEqual([]);
    });

    test('every target can be hit: 24 px at least', async () => {
      for (const { page } of [phone, laptop]) {
        const small = await page.evaluate(() =>
          [...document.querySelectorAll('button, input, textarea, select, summary, a[href]')]
            .map((element) => ({
              name: element.outerHTML.slice(0, 80),
              box: element.getBoundingClientRect(),
            }))
            .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
            .map(({ name }) => name),
        );
        expect(small).toEqual([]);
      }
    });

    test('no error on the console, no violation of the page’s own policy', () => {
      expect(problems).toEqual([]);
    });
  });
}
