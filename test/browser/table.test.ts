import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type Road, startRoad } from '../devices/road.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { openTab } from '../server/tab.ts';
import { contrastOf, violations } from './look.ts';
import { type Person, personAt } from './person.ts';

/** A laptop and a phone at one table, with more on it than fits on a screen; the tests go through it in order. */
describe('the table', () => {
  let server: RunningServer;
  const devices: Device[] = [];
  /** The phone's. */
  let line: Road;
  let phone: Person;
  let laptop: Person;
  let guest: Person;

  const launch = async (kind: 'phone' | 'laptop', url = server.url) => {
    const device = await launchDevice({ kind, microphone: 'absent', calm: true });
    devices.push(device);
    device.page.setDefaultTimeout(8_000);
    const person = personAt(device.page);
    await person.open(url);
    return person;
  };
  /** The four words that a person shows. */
  const codeOf = async (person: Person) => {
    await person.inPanel(person.page.locator('#invite-open'), (button) => button.click({ timeout: 3_000 }));
    const words = person.page.locator('#invite-dialog .invite-word');
    await words.nth(3).waitFor();
    const code = (await words.allTextContents()).join(' ');
    await person.page.keyboard.press('Escape');
    return code;
  };
  const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
  /** What has the focus: its id, or its classes. */
  const focused = ({ page }: Person) =>
    page.evaluate(() => document.activeElement?.id || document.activeElement?.className || 'nothing');
  /** Presses a button as somebody without a mouse does. */
  const press = async ({ page }: Person, selector: string) => {
    await page.locator(selector).first().focus();
    await page.keyboard.press('Enter');
  };
  /** Where something is on the screen, px from its top, and how much of the screen is free above the bar. */
  const placeOf = ({ page }: Person, selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const bar = document.getElementById('panel-toggle')?.getBoundingClientRect().top ?? 0;
      return { top, bottom, free: bar > 0 ? bar : innerHeight };
    });
  const scrollToEnd = ({ page }: Person) => page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const foldPanel = async ({ page }: Person) => {
    if (await page.locator('#add-text').isVisible()) await page.locator('#panel-toggle').click();
  };

  beforeAll(async () => {
    server = await startServer({});
    laptop = await launch('laptop');
    line = await startRoad(() => server.port);
    phone = await launch('phone', `https://127.0.0.1:${line.port}/`);
    await laptop.begin();
    for (let n = 1; n <= 14; n += 1) {
      await laptop.lay(`note ${n}`);
      await laptop.card(`note ${n}`).first().waitFor();
    }
    await phone.enterCodeOf(laptop);
    await phone.isInMeeting();
    await phone.page.locator('.card').nth(13).waitFor();
    await foldPanel(phone);
  });
  afterAll(async () => {
    await Promise.allSettled(devices.map((device) => device.close()));
    await line?.stop();
    await server?.stop();
  });

  test('a picture’s place is as large before it has come as after', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await phone.page.route('**/content/**', async (route) => {
      await held;
      await route.continue();
    });
    await phone.page.evaluate(() => scrollTo(0, 0));
    await laptop.layFiles({ name: 'tall.png', mimeType: 'image/png', buffer: makePng(60, 300) });
    const card = phone.page.locator('.card[data-kind="image"]');
    await card.waitFor();
    const height = () => card.evaluate((element) => element.getBoundingClientRect().height);
    const loaded = () => card.locator('img').evaluate((img: HTMLImageElement) => img.naturalHeight);
    expect(await loaded(), 'not there yet').toBe(0);
    const before = await height();
    release();
    await expect.poll(loaded).toBe(300);
    expect(await height()).toBe(before);
    await phone.page.unroute('**/content/**');
  });

  test('C1: a picture that did not come is asked for again on request, and when the line is back', async () => {
    await phone.page.evaluate(() => scrollTo(0, 0));
    await phone.page.route('**/content/**', (route) => route.abort());
    await laptop.layFiles({ name: 'lost.png', mimeType: 'image/png', buffer: makePng(40, 30) });
    const card = phone.page.locator('.card', { hasText: 'lost.png' });
    const again = card.locator('.picture-again');
    await again.waitFor();
    expect(await card.locator('button button').count(), 'a button in a button').toBe(0);
    expect(await violations(phone.page)).toEqual([]);
    await again.click();
    await again.waitFor();
    await phone.page.unroute('**/content/**');
    await again.focus();
    await phone.page.keyboard.press('Enter');
    const loaded = () =>
      phone.page
        .locator('.card img[alt="lost.png"]')
        .evaluateAll((found) => found.map((img) => (img as HTMLImageElement).naturalWidth));
    await expect.poll(loaded).toEqual([40]);
    expect(await focused(phone)).toContain('present');

    await phone.page.route('**/content/**', (route) => route.abort());
    await laptop.layFiles({ name: 'lost too.png', mimeType: 'image/png', buffer: makePng(50, 30) });
    await phone.page.locator('.card', { hasText: 'lost too.png' }).locator('.picture-again').waitFor();
    line.shut();
    await phone.page.locator('body[data-connection="offline"]').waitFor();
    await phone.page.unroute('**/content/**');
    line.open();
    const too = phone.page.locator('.card img[alt="lost too.png"]');
    await expect
      .poll(() => too.evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth)), {
        timeout: 15_000,
      })
      .toEqual([50]);
  });

  test('Escape leaves the enlarged view, and the focus is where it was', async () => {
    await press(laptop, '.card-picture');
    await laptop.page.locator('#enlarged[open]').waitFor();
    await laptop.page.keyboard.press('Escape');
    await laptop.page.locator('#enlarged').waitFor({ state: 'detached' });
    expect(await focused(laptop)).toBe('card-picture');
  });

  test('what somebody shows to all closes the enlarged view, and the focus is where one gets back', async () => {
    await press(phone, '.card-picture');
    await phone.page.locator('#enlarged[open]').waitFor();
    await press(laptop, '.card[data-kind="note"] .present');
    await phone.page.locator('.presented').waitFor();
    await phone.page.locator('#enlarged').waitFor({ state: 'detached' });
    expect(await focused(phone)).toBe('own-view');
    await press(laptop, '#stop-presenting');
    await phone.page.locator('.presented').waitFor({ state: 'detached' });
  });

  test('when the enlarged picture is taken away, the focus goes on to the next thing', async () => {
    await laptop.layFiles({ name: 'gone.png', mimeType: 'image/png', buffer: makePng(20, 20) });
    await phone.page.locator('.card-picture[aria-label^="gone.png"]').waitFor();
    await press(phone, '.card-picture[aria-label^="gone.png"]');
    await phone.page.locator('#enlarged[open]').waitFor();
    await laptop.remove('gone.png');
    await phone.page.locator('#enlarged').waitFor({ state: 'detached' });
    await expect.poll(() => focused(phone)).toContain('present');
  });

  test('C1: what is shown to all comes into sight wherever one was looking', async () => {
    await scrollToEnd(phone);
    await scrollToEnd(laptop);
    await press(laptop, '.card[data-kind="image"] .present');
    for (const person of [phone, laptop]) {
      await person.page.locator('.presented').waitFor();
      const { top, bottom, free } = await placeOf(person, '.presented');
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(free);
    }
    expect(await violations(phone.page)).toEqual([]);
    expect(await violations(laptop.page)).toEqual([]);
  });

  test('whoever goes back to their own view keeps a bar in sight that leads to what is shown', async () => {
    await press(phone, '#own-view');
    await phone.page.locator('#look').waitFor();
    expect(await focused(phone)).toBe('look');
    await scrollToEnd(phone);
    const { top, bottom, free } = await placeOf(phone, '.presented-note');
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(free);
    expect(await violations(phone.page)).toEqual([]);
    await press(phone, '#look');
    await phone.page.locator('.presented').waitFor();
    expect(await focused(phone)).toBe('own-view');
    await press(phone, '#own-view');
    await press(laptop, '.card[data-kind="note"] .present');
    await phone.page.locator('.presented').waitFor(); // the next thing is seen again
  });

  test('anybody stops what is shown, and goes on at its card', async () => {
    const shown = await phone.page.locator('.presented').getAttribute('data-item-id');
    await press(phone, '#stop-presenting');
    await laptop.page.locator('.presented').waitFor({ state: 'detached' });
    await expect
      .poll(() =>
        phone.page.evaluate(() => document.activeElement?.closest('.card')?.getAttribute('data-item-id')),
      )
      .toBe(shown);
  });

  test('B7: sending somebody out is asked for once more; Escape and “No” go back to where one was', async () => {
    for (const back of ['Escape', 'Enter']) {
      await press(laptop, '.send-out');
      await expect.poll(() => focused(laptop)).toContain('send-out-no');
      await laptop.page.keyboard.press(back);
      await expect.poll(() => focused(laptop)).toContain('icon-button send-out');
    }
    expect(await laptop.page.locator('.person').count()).toBe(2);
    await press(phone, '.send-out');
    expect(await phone.page.locator('.person-asked .person-name').evaluate(isWhole)).toBe(true);
    await phone.page.keyboard.press('Escape');
  });

  test('B7: the sign for sending somebody out can be seen, by day and by night: 3 to 1', async () => {
    for (const { page } of [phone, laptop]) {
      await page.locator('#lock').focus();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const contrast = await contrastOf(page.locator('.send-out .icon').first());
        expect(contrast, colorScheme).toBeGreaterThanOrEqual(3);
      }
      await page.emulateMedia({ colorScheme: null });
    }
  });

  test('N2: a name of 40 letters makes no page wider than the screen, and is whole where it is asked for', async () => {
    const name = 'W'.repeat(40);
    const size = phone.page.viewportSize();
    await laptop.name(name);
    await press(laptop, '.card[data-kind="image"] .present');
    await phone.page.locator('.presented').waitFor();
    const theirs = phone.page.locator('.person', { hasText: name });
    expect(await theirs.locator('.person-name').getAttribute('title')).toBe(name);
    const widthOf = () => phone.page.evaluate(() => document.scrollingElement?.scrollWidth);
    for (const locked of ['true', 'false']) {
      await press(laptop, '#lock');
      await phone.page.locator(`#lock[aria-pressed="${locked}"]`).waitFor();
      for (const width of [390, 320]) {
        await phone.page.setViewportSize({ width, height: 844 });
        expect(await widthOf(), `${width} px, locked: ${locked}`).toBe(width);
        await theirs.locator('.send-out').click();
        expect(await theirs.locator('.person-name').evaluate(isWhole)).toBe(true);
        expect(await widthOf(), `${width} px, asked`).toBe(width);
        await phone.page.screenshot({ path: `${SCREENS}table-long-name-${width}-${locked}.png` });
        await phone.page.locator('.send-out-no').click();
      }
    }
    await press(laptop, '#stop-presenting');
    await laptop.name('');
    if (size !== null) await phone.page.setViewportSize(size);
  });

  test('B7: the pressed lock can be read in every state, by day and by night: 4.5 to 1', async () => {
    const { page } = laptop;
    const lock = page.locator('#lock');
    for (const pressed of ['true', 'false']) {
      await press(laptop, '#lock');
      await page.locator(`#lock[aria-pressed="${pressed}"]`).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.mouse.move(1, 700);
        expect(await contrastOf(lock), `${colorScheme} ${pressed}`).toBeGreaterThanOrEqual(4.5);
        await lock.hover();
        expect(await contrastOf(lock), `${colorScheme} ${pressed}, hovered`).toBeGreaterThanOrEqual(4.5);
      }
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test('B7: who knocks is in sight however far down one looks, and the focus goes on from one to the next', async () => {
    await press(laptop, '#lock');
    await laptop.page.locator('#lock-hint', { hasText: 'has to knock' }).waitFor();
    guest = await launch('laptop');
    await guest.name('Grace');
    await guest.enterCodeOf(laptop);
    await laptop.page.locator('.knock').waitFor();
    await foldPanel(phone);
    for (const person of [phone, laptop]) {
      await person.page.locator('.knock').waitFor();
      await scrollToEnd(person);
      const { top, bottom, free } = await placeOf(person, '.knock');
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(free);
    }
    await press(laptop, '.knock .let-in');
    await guest.isInMeeting();
    await expect.poll(() => focused(laptop)).toBe('lock');
  });

  test('B7: many who knock at once take a third of a phone’s screen, and the last is reached by keyboard', async () => {
    const code = await codeOf(laptop);
    const tabs = await Promise.all(
      ['Ann', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn'].map((name) => openTab(server.url, { name })),
    );
    for (const tab of tabs) expect(await tab.call('enter-code', { code })).toMatchObject({ knocking: true });
    for (const { page } of [phone, laptop]) {
      await page.locator('.knock').nth(5).waitFor();
      const { height, screen } = await page.locator('.knocks-area').evaluate((area) => ({
        ...{ height: area.getBoundingClientRect().height, screen: innerHeight },
      }));
      expect(height).toBeLessThanOrEqual(screen / 3 + 1);
      expect(await page.locator('.knocks-count').textContent()).toBe('6 people are at the door');
      await page.locator('.knock .let-in').first().focus();
      for (let n = 0; n < 11; n += 1) await page.keyboard.press('Tab');
      const last = page.locator('.knock').last().locator('.turn-away');
      expect(await last.evaluate((button) => button === document.activeElement)).toBe(true);
      expect(await last.evaluate(isInSightWithin, '.knocks'), 'and in sight').toBe(true);
    }
    await phone.page.screenshot({ path: `${SCREENS}table-knocks-phone.png` });
    expect(await violations(phone.page)).toEqual([]);
    for (const tab of tabs) tab.close();
    await phone.page.locator('.knock').first().waitFor({ state: 'detached' });
  });

  test('B7: who knocks while the words are on the screen is let in from there', async () => {
    const code = await codeOf(laptop);
    await press(laptop, '#invite-open');
    await press(phone, '#words-offer');
    for (const { page } of [phone, laptop]) {
      await page.locator('#invite-dialog .invite-word').nth(3).waitFor();
      expect(await page.locator('.invite-body').textContent()).toMatch(/locked.*has to knock/);
    }
    const [ann, ben] = await Promise.all(['Ann', 'Ben'].map((name) => openTab(server.url, { name })));
    for (const tab of [ann, ben])
      expect(await tab?.call('enter-code', { code })).toMatchObject({ knocking: true });
    const atDoor = ({ page }: Person) => page.locator('#invite-dialog .knock');
    await atDoor(phone).nth(1).waitFor();
    await phone.page.screenshot({ path: `${SCREENS}table-knock-words-phone.png` });
    expect(await violations(phone.page)).toEqual([]);
    await atDoor(phone).filter({ hasText: 'Ann' }).locator('.turn-away').click();
    await atDoor(laptop).filter({ hasText: 'Ann' }).waitFor({ state: 'detached' });
    await press(laptop, '#invite-dialog .turn-away');
    await atDoor(phone).first().waitFor({ state: 'detached' });
    await expect
      .poll(() => focused(laptop), { message: 'the focus stays in the dialog' })
      .toBe('invite-close');
    for (const tab of [ann, ben]) tab?.close();
    for (const { page } of [phone, laptop]) await page.keyboard.press('Escape');
    expect([await focused(phone), await focused(laptop)]).toEqual(['words-offer', 'invite-open']);
  });

  test('B7: who knocks while a picture is enlarged, or what is held is shown, is let in from there', async () => {
    const code = await codeOf(laptop);
    await laptop.layFiles({ name: 'small.png', mimeType: 'image/png', buffer: makePng(64, 64) });
    await press(laptop, '.card[data-kind="image"] .card-picture');
    const shown = await laptop.page.locator('#enlarged img[data-tiny]').boundingBox();
    expect(
      Math.min(shown?.width ?? 0, shown?.height ?? 0),
      `a picture of 64 px, ${JSON.stringify(shown)}`,
    ).toBeGreaterThan(160);
    const knockWithin = async (dialog: string, close: string) => {
      const door = laptop.page.locator(`${dialog} .dialog-door`);
      expect(await door.getAttribute('aria-live')).toBe('polite');
      const tab = await openTab(server.url, { name: 'Ann' });
      expect(await tab.call('enter-code', { code })).toMatchObject({ knocking: true });
      await door.locator('.knock', { hasText: 'Ann is at the door' }).waitFor();
      expect(await violations(laptop.page)).toEqual([]);
      await press(laptop, `${dialog} .turn-away`);
      await door.locator('.knock').waitFor({ state: 'detached' });
      await expect.poll(() => focused(laptop), { message: 'the focus stays in the dialog' }).toBe(close);
      tab.close();
      await laptop.page.keyboard.press('Escape');
    };
    await knockWithin('#enlarged', 'enlarged-close');
    await press(laptop, '#held-open');
    await knockWithin('#held-dialog', 'held-close');
  });

  test('B6 A8: a phone without a microphone is led to the four words, and finds them again', async () => {
    const other = await launch('phone');
    const { page } = other;
    await other.tap();
    await other.reaches('no-microphone');
    expect(await page.locator('.status-remedy').textContent()).toMatch(/four words/);
    await other.begin();
    await other.reaches('ready');
    expect(await page.locator('#status-headline').textContent()).toBe('Let others in');
    expect(await focused(other)).toBe('logo');
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const { bottom } = await placeOf(other, '#words-offer');
      expect(bottom).toBeLessThanOrEqual(844);
      await page.screenshot({ path: `${SCREENS}table-words-offer-${width}.png` });
    }
    expect(await violations(page)).toEqual([]);
    await page.locator('#words-offer').click();
    await page.locator('#invite-dialog .invite-word').nth(3).waitFor();
    await page.locator('#invite-close').click();
    await other.leave();
  });

  test('B7: the others hear who was sent out, and by whom', async () => {
    await laptop.name('Ada');
    await expect.poll(() => phone.page.locator('.person', { hasText: 'Ada' }).count()).toBe(1);
    const grace = laptop.page.locator('.person', { hasText: 'Grace' });
    await grace.locator('.send-out').click();
    await grace.locator('.send-out-yes').click();
    await guest.isInNoMeeting();
    await phone.page.locator('#announcer', { hasText: 'Ada sent Grace out' }).waitFor({ state: 'attached' });
    await laptop.page.locator('#announcer', { hasText: 'You sent Grace out' }).waitFor({ state: 'attached' });
  });

  test('everything on the table is large enough to be hit: 24 px', async () => {
    for (const person of [phone, laptop]) {
      const sizes = await person.page.locator('.table :is(button, a)').evaluateAll((all) =>
        all.map((each) => {
          const { width, height } = each.getBoundingClientRect();
          return { what: each.id || each.className, least: Math.min(width, height) };
        }),
      );
      expect(sizes.length).toBeGreaterThan(10);
      expect(sizes.filter(({ least }) => least < 24)).toEqual([]);
    }
  });

  test('what does not work is told where one looks', async () => {
    await server.stop();
    await laptop.page.locator('body[data-connection="offline"]').waitFor();
    await press(laptop, '.card .present');
    await laptop.page.locator('.table-trouble[role="alert"]', { hasText: 'connection was lost' }).waitFor();
  });
});

/** Whether nothing of a text is cut off. */
const isWhole = (element: Element) => element.scrollWidth <= element.clientWidth;
/** Whether something lies wholly within what is seen of a box that scrolls. */
function isInSightWithin(element: Element, selector: string): boolean {
  const box = element.closest(selector)?.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  return box !== undefined && top >= box.top && bottom <= box.bottom;
}
