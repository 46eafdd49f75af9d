import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePdf } from '../files/pdf.ts';
import { makePng } from '../files/png.ts';
import { violations } from './look.ts';
import { type Person, personAt, timed } from './person.ts';

/** A laptop and a phone without microphones; the tests go through their meeting in order. */
describe('content of a meeting', () => {
  let server: RunningServer;
  const devices: Device[] = [];
  let phone: Person;
  let laptop: Person;
  const problems: string[] = [];
  /** Requests to any other origin than the server's. */
  const strangers: string[] = [];
  const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
  const shoot = async (name: string) => {
    await laptop.page.screenshot({ path: `${SCREENS}content-${name}-laptop.png` });
    await phone.page.screenshot({ path: `${SCREENS}content-${name}-phone.png` });
  };

  const launch = async (kind: 'phone' | 'laptop') => {
    const device = await launchDevice({ kind, microphone: 'absent', calm: true });
    devices.push(device);
    const { page } = device;
    page.setDefaultTimeout(8_000);
    page.on('console', (message) => {
      const text = message.text();
      // A certificate that the machine made for itself lets no service worker in.
      if (message.type() === 'error' && !text.includes('SSL certificate')) problems.push(text);
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(server.url).origin) strangers.push(request.url());
    });
    const person = personAt(page);
    await person.open(server.url);
    return person;
  };
  const card = (person: Person, kind: string) => person.page.locator(`.card[data-kind="${kind}"]`);
  const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

  beforeAll(async () => {
    server = await startServer({});
    laptop = await launch('laptop');
    phone = await launch('phone');
  });
  afterAll(async () => {
    await Promise.allSettled(devices.map((device) => device.close()));
    await server?.stop();
  });

  test('C7: what is laid out before any meeting waits in the panel alone, and survives a reload', async () => {
    await laptop.lay('https://example.org/agenda');
    await laptop.lay('# Agenda\n\n- **coffee**\n- <img src=x onerror="window.ran = true">');
    await laptop.layFiles(file('plan.pdf', 'application/pdf', makePdf(5, { text: 'Plan' })));
    await expect.poll(() => laptop.page.locator('.mine-item[data-where="shelf"]').count()).toBe(3);
    await laptop.page.reload();
    await laptop.page.locator('body[data-connection="online"]').waitFor();
    await laptop.openPanel();
    await expect.poll(() => laptop.page.locator('.mine-item[data-where="shelf"]').count()).toBe(3);
    await shoot('shelf');
    expect(await violations(laptop.page)).toEqual([]);
  });

  test('B6 C7: four words lead into a meeting without a microphone, and what waited comes along, visibly', async () => {
    await laptop.begin();
    await phone.enterCodeOf(laptop);
    expect(await phone.isInMeeting()).toBe(await laptop.meeting());
    await expect.poll(() => phone.page.locator('.card').count()).toBe(3);
    expect(await laptop.page.locator('.mine-item[data-where="table"]').count()).toBe(3);
    expect(await laptop.page.locator('.mine-item[data-where="shelf"]').count()).toBe(0);
  });

  test('C1: Markdown is formatted, and what is HTML in it is text', async () => {
    const note = card(phone, 'markdown');
    await note.locator('h3', { hasText: 'Agenda' }).waitFor();
    expect(await note.locator('strong').textContent()).toBe('coffee');
    expect(await note.textContent()).toContain('<img src=x');
    expect(await note.locator('img').count()).toBe(0);
    expect(await phone.page.evaluate(() => (window as { ran?: boolean }).ran)).toBeUndefined();
  });

  test('C1: a picture is on the other screen as it is, within a second of having arrived', async () => {
    await laptop.layFiles(file('blue.png', 'image/png', makePng(64, 48)));
    const picture = card(phone, 'image').locator('img');
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(64);
    expect(await picture.getAttribute('alt')).toBe('blue.png');
    await shoot('table');
  });

  test('C1: a screenshot that is pasted is laid down, and so is what is dropped', async () => {
    const bring = (page: Page, how: 'paste' | 'drop', name: string, base64: string) =>
      page.evaluate(
        ([event, fileName, bytes]) => {
          const raw = Uint8Array.from(atob(bytes as string), (character) => character.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([raw], fileName as string, { type: 'image/png' }));
          const made =
            event === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
              : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
          document.body.dispatchEvent(made);
        },
        [how, name, base64],
      );
    const png = makePng(20, 20, { colour: [226, 85, 43] }).toString('base64');
    await phone.page.evaluate(() => document.getElementById('logo')?.focus());
    await bring(phone.page, 'paste', 'image.png', png);
    await bring(phone.page, 'drop', 'dropped.png', png);
    await expect.poll(() => card(laptop, 'image').count()).toBe(3);
    const names = await card(laptop, 'image')
      .locator('img')
      .evaluateAll((all) => all.map((img) => img.getAttribute('alt')));
    expect(names.sort()).toEqual(['blue.png', 'dropped.png', 'screenshot.png']);
  });

  test('C1: a text that is pasted beside the form goes into it, and to nobody else before it is added', async () => {
    const before = await phone.page.locator('.card').count();
    await laptop.page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'from the clipboard');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    });
    await expect.poll(() => laptop.page.locator('#add-text').inputValue()).toBe('from the clipboard');
    await laptop.page.locator('#add-text').fill('');
    expect(await phone.page.locator('.card').count()).toBe(before);
  });

  test('C1: pages of a PDF file turn together when somebody shows it, and everyone may leaf alone', async () => {
    await card(laptop, 'pdf').locator('.present').click();
    const drawn = (person: Person) => person.page.locator('.presented .pdf').getAttribute('data-drawn');
    await expect.poll(() => drawn(phone), { timeout: 15_000 }).toBe('1');
    const look = () =>
      phone.page
        .locator('.presented canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL().length);
    const first = await look();
    await laptop.page.locator('.presented .pdf-on').click();
    await expect.poll(() => drawn(phone)).toBe('2');
    expect(await look(), 'another page looks otherwise').not.toBe(first);
    await phone.page.locator('.presented .pdf-on').click();
    await expect.poll(() => drawn(phone)).toBe('3');
    await expect.poll(() => drawn(laptop)).toBe('2');
    await phone.page.locator('#follow').click();
    await expect.poll(() => drawn(phone)).toBe('2');
    // A font that the file leaves out comes from this site.
    const fonts = () => phone.page.evaluate(() => [...document.fonts].map(({ status }) => status));
    expect(await fonts()).toContain('loaded');
    expect(await fonts()).not.toContain('error');
    expect(problems.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    await shoot('presented');
    expect(await violations(phone.page)).toEqual([]);
    await phone.page.locator('#own-view').click();
    expect(await phone.page.locator('.presented').count()).toBe(0);
    await phone.page.locator('#look').click();
    await phone.page.locator('.presented').waitFor();
    await laptop.page.locator('#stop-presenting').click();
    await phone.page.locator('.presented').waitFor({ state: 'detached' });
  });

  test('W9: a shared address is shown in place after the viewer’s own click alone', async () => {
    const [address] = [card(phone, 'url')];
    expect(strangers, 'nothing was asked of another site before').toEqual([]);
    await address.locator('.show-here').click();
    await address.locator('iframe').waitFor();
    await expect.poll(() => strangers.length).toBeGreaterThan(0);
    expect(await address.locator('iframe').getAttribute('sandbox')).not.toContain('allow-top-navigation');
    expect(
      await address
        .locator('iframe')
        .evaluate((frame) => (frame as HTMLIFrameElement & { credentialless?: boolean }).credentialless),
    ).toBe(true);
    await address.locator('.in-place-close').click();
    expect(await address.locator('iframe').count()).toBe(0);
    problems.splice(0); // the other site does not answer here
  });

  test('W9: an address that is shown to all can be shown in place too, each after their own click', async () => {
    strangers.splice(0);
    await card(laptop, 'url').locator('.present').click();
    const shown = phone.page.locator('.presented');
    await shown.locator('.large-address').waitFor();
    expect(strangers, 'nobody clicked yet').toEqual([]);
    await shown.locator('.show-here').focus();
    await phone.page.keyboard.press('Enter');
    const frame = shown.locator('iframe');
    await frame.waitFor();
    await expect.poll(() => strangers.length).toBeGreaterThan(0);
    const focused = () => phone.page.evaluate(() => document.activeElement?.className ?? '');
    expect(await focused()).toContain('in-place-close');
    expect((await frame.boundingBox())?.height).toBeGreaterThan(200);
    expect(await shown.evaluate((area) => area.scrollHeight <= area.clientHeight)).toBe(true);
    await shoot('presented-in-place');
    expect(await laptop.page.locator('iframe').count(), 'and nobody else').toBe(0);
    await phone.page.keyboard.press('Enter');
    await frame.waitFor({ state: 'detached' });
    expect(await focused()).toContain('show-here');
    await laptop.page.locator('#stop-presenting').click();
    await shown.waitFor({ state: 'detached' });
    problems.splice(0); // the other site does not answer here
  });

  test('C3 B2: "x" takes a thing off both screens within 2 s, with a receipt', async () => {
    const gone = timed(card(phone, 'url').waitFor({ state: 'detached' }));
    await laptop.remove('example.org');
    expect(await gone).toBeLessThanOrEqual(2_000);
    const receipt = laptop.page.locator('#receipt[data-done="true"]');
    await receipt.waitFor({ timeout: 2_000 });
    expect([await receipt.getAttribute('data-gone'), await receipt.getAttribute('data-screens')]).toEqual([
      '2',
      '2',
    ]);
    expect(await receipt.textContent()).toMatch(/example\.org.*2 of 2 screens.*server at \d\d:\d\d:\d\d/);
  });

  test('C3: what was taken away can be laid down anew for 5 s, as a new item', async () => {
    const before = await card(phone, 'image').evaluateAll((all) =>
      all.map((each) => (each as HTMLElement).dataset.itemId),
    );
    await laptop.remove('blue.png');
    await laptop.page.locator('#undo').click();
    await expect.poll(() => card(phone, 'image').count()).toBe(3);
    const after = await card(phone, 'image').evaluateAll((all) =>
      all.map((each) => (each as HTMLElement).dataset.itemId),
    );
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(await laptop.page.locator('#receipt').count(), 'nothing says that it is gone').toBe(0);
    await laptop.remove('blue.png');
    await laptop.page.locator('#undo').waitFor({ state: 'detached', timeout: 7_000 });
  });

  test('C1: a limit is told before it bites, and each file that is refused says why', async () => {
    await laptop.openPanel();
    expect(await laptop.page.locator('#files-hint').textContent()).toMatch(/25.MB each, 100.MB/);
    await laptop.layFiles(file('nothing.txt', 'text/plain', Buffer.alloc(0)));
    expect(await laptop.page.locator('#file-troubles').textContent()).toMatch(/nothing\.txt.*empty/);
    const bomb = makePng(4, 4, { claimed: [60_000, 60_000] });
    await laptop.layFiles(file('bomb.png', 'image/png', bomb));
    const row = laptop.page.locator('.mine-item[data-where="pending"]', { hasText: 'bomb.png' });
    await row.locator('.mine-trouble').waitFor();
    expect(await row.textContent()).toMatch(/25 million pixels/);
    await row.locator('.remove').click();
    expect(await row.count()).toBe(0);
    const long = `${'long '.repeat(20)}.txt`;
    await laptop.layFiles(file(long, 'text/plain', Buffer.from('abc')));
    const mine = laptop.page.locator('.mine-item[data-where="table"]', { hasText: long });
    const room = await mine.locator('.mine-text').boundingBox();
    const size = await mine.locator('.mine-size').boundingBox();
    expect(size && room && size.x + size.width, 'its size is in sight').toBeLessThanOrEqual(
      (room?.x ?? 0) + (room?.width ?? 0),
    );
    await laptop.remove(long);
    problems.splice(0); // the browser names every refused request
  });

  test('B1 C2: everything the server holds is listed live, each with its end and a button that deletes it', async () => {
    await phone.name('Kim');
    await phone.inPanel(phone.page.locator('#held-open'), (button) => button.click({ timeout: 3_000 }));
    const rows = phone.page.locator('.held-row');
    await expect.poll(() => rows.count()).toBe(4); // two pictures, a name and its cookie
    expect(await rows.first().textContent()).toMatch(/Picture, .* on the table.*(29|30):\d\d/);
    expect(await phone.page.locator('[data-held="cookie-name"]').textContent()).toMatch(/36\d days/);
    expect(await violations(phone.page)).toEqual([]);
    await shoot('held');
    const colour = (link: Element) => getComputedStyle(link).color;
    expect(await phone.page.locator('.held .hint a').evaluate(colour), 'not the browser’s own blue').toBe(
      await phone.page.locator('.quiet-button.present').first().evaluate(colour),
    );
    await phone.page.locator('.held-row', { hasText: 'dropped.png' }).locator('.held-delete').click();
    await expect.poll(() => card(laptop, 'image').count()).toBe(1);
    await expect.poll(() => rows.count()).toBe(3);
    const focused = () => phone.page.evaluate(() => (document.activeElement as HTMLElement).dataset.deletes);
    expect(await focused(), 'the focus went on').toBeTruthy();
    expect(await phone.page.locator('#undo').count(), 'the page keeps no copy').toBe(0);
    await phone.page.locator('[data-held="name"] .held-delete').click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(await phone.page.context().cookies()).toEqual([]);
    await phone.page.keyboard.press('Escape');
  });

  test('C7: things that are held back stay with their owner when a meeting begins, until they are laid down', async () => {
    await phone.leave();
    await phone.page.locator('#panel-toggle').click();
    await phone.page.locator('#hold-back').check();
    await phone.lay('only mine');
    await phone.page.locator('.mine-item[data-where="shelf"]').waitFor();
    await phone.page.locator('#panel-toggle').click();
    await phone.enterCodeOf(laptop);
    await phone.isInMeeting();
    await phone.openPanel();
    expect(await phone.page.locator('.mine-item[data-where="shelf"]').count()).toBe(1);
    expect(await laptop.card('only mine').count()).toBe(0);
    await phone.page.locator('.lay').click();
    await laptop.card('only mine').waitFor();
    await phone.leave();
    await phone.page.locator('#panel-toggle').click();
    for (const text of ['mine too', 'and mine']) await phone.lay(text);
    await expect.poll(() => phone.page.locator('.mine-item[data-where="shelf"]').count()).toBe(2);
    await phone.page.locator('#panel-toggle').click();
    await phone.enterCodeOf(laptop);
    await phone.isInMeeting();
    await phone.openPanel();
    expect(await phone.page.locator('.shelf-hint').textContent()).toMatch(/^2 things are kept to yourself/);
    expect(await phone.page.locator('#hold-back').count(), 'no switch that lays them down').toBe(0);
    expect(await violations(phone.page)).toEqual([]);
    await shoot('held-back');
    await phone.page.locator('#lay-all').click();
    for (const text of ['mine too', 'and mine']) await laptop.card(text).waitFor();
    expect(await phone.page.evaluate(() => document.activeElement?.id)).toBe('mine');
  });

  test('C7: a note that was held back and removed goes into the form again, not on the table', async () => {
    await phone.leave();
    await phone.page.locator('#panel-toggle').click();
    await phone.page.locator('#hold-back').check();
    await phone.lay('a secret of mine');
    await phone.page.locator('.mine-item[data-where="shelf"]').waitFor();
    await phone.page.locator('#panel-toggle').click();
    await phone.enterCodeOf(laptop);
    await phone.isInMeeting();
    await phone.remove('a secret of mine');
    await phone.page.locator('#undo').click();
    await expect.poll(() => phone.page.locator('#add-text').inputValue()).toBe('a secret of mine');
    expect(await laptop.card('a secret of mine').count()).toBe(0);
    await phone.page.locator('#add-button').click(); // the control: what is added is seen
    await laptop.card('a secret of mine').waitFor();
  });

  test('C3: putting back waits while it is used, and gives the focus on', async () => {
    await laptop.lay('to and fro');
    await phone.card('to and fro').waitFor();
    await laptop.remove('to and fro');
    await laptop.page.locator('#undo').focus();
    await laptop.page.waitForTimeout(6_000);
    await laptop.page.keyboard.press('Enter');
    await phone.card('to and fro').waitFor();
    expect(await laptop.page.evaluate(() => document.activeElement?.id)).toBe('mine');
    await laptop.remove('to and fro');
  });

  test('B7: who comes to a locked meeting knocks, is let in or not, and can be sent out again', async () => {
    await phone.leave();
    await laptop.page.locator('#lock').click();
    await laptop.page.locator('#lock[aria-pressed="true"]').waitFor();
    await phone.enterCodeOf(laptop);
    await phone.page.locator('#door').waitFor();
    await shoot('knock');
    expect(await violations(laptop.page)).toEqual([]);
    await laptop.page.locator('.knock .turn-away').click();
    await phone.page.locator('#door-over').waitFor();
    expect(await phone.meeting()).toBeNull();
    await phone.page.locator('#door-over button').click();
    await phone.enterCodeOf(laptop);
    await laptop.page.locator('.knock .let-in').click();
    await phone.isInMeeting();
    await phone.lay('from the phone');
    await laptop.card('from the phone').waitFor();
    await laptop.page.locator('.send-out').click();
    await laptop.page.locator('.send-out-yes').click();
    await phone.isInNoMeeting();
    expect(await laptop.card('from the phone').count()).toBe(0);
    expect(await phone.page.locator('#status').textContent()).toMatch(/sent you out/);
  });

  test('C4 B2: leaving takes everything away, with a receipt on the start page', async () => {
    await phone.enterCodeOf(laptop);
    await laptop.page.locator('.knock .let-in').click();
    await phone.isInMeeting();
    await phone.lay('last words');
    await laptop.card('last words').waitFor();
    const gone = timed(laptop.card('last words').waitFor({ state: 'detached' }));
    await phone.leave();
    expect(await gone).toBeLessThanOrEqual(1_000);
    const receipt = phone.page.locator('#receipt[data-done="true"]');
    await receipt.waitFor({ timeout: 3_000 });
    expect(await receipt.textContent()).toMatch(/Your things are gone/);
  });

  test('W12: nothing broke the page’s own policy', () => {
    expect(problems).toEqual([]);
  });
});
