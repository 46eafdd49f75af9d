import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { violations } from './look.ts';
import { type Person, personAt } from './person.ts';

/*
 * The phone's share sheet posts a form to the installed app; a form that a page posts comes the same way. Browsers let
 * a service worker in only where they know the certificate, so this one takes every certificate.
 */
let server: RunningServer;
let device: Device;
let phone: Person;

beforeAll(async () => {
  server = await startServer();
  const extraArgs = ['--ignore-certificate-errors'];
  device = await launchDevice({ kind: 'phone', microphone: 'absent', calm: true, extraArgs });
  device.page.setDefaultTimeout(10_000);
  phone = personAt(device.page);
  await phone.open(server.url);
});
afterAll(async () => {
  await device?.close();
  await server?.stop();
});

const share = (fields: Record<string, string>, file?: { name: string; base64: string }) =>
  device.page.evaluate(
    ({ fields: texts, file: given }) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = 'multipart/form-data';
      form.action = '/share';
      for (const [name, value] of Object.entries(texts)) {
        const field = document.createElement('input');
        Object.assign(field, { type: 'hidden', name, value });
        form.append(field);
      }
      if (given !== undefined) {
        const bytes = Uint8Array.from(atob(given.base64), (character) => character.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], given.name, { type: 'image/png' }));
        const field = document.createElement('input');
        Object.assign(field, { type: 'file', name: 'files', files: data.files });
        form.append(field);
      }
      document.body.append(form);
      form.submit();
    },
    { fields, file },
  );
const texts = () => device.page.locator('.mine-item[data-where="shelf"] .mine-text').allTextContents();

const notice = () => device.page.locator('#shared');
const isOnline = () => device.page.locator('body[data-connection="online"]').waitFor();
/** What has the focus. */
const focused = () => device.page.evaluate(() => document.activeElement?.id);

test('C1 W12: what the share sheet brings is shown, and laid down only after a tap', async () => {
  await device.page.evaluate(async () => {
    window.dispatchEvent(new Event('appinstalled')); // as when the page has been added to the home screen
    await navigator.serviceWorker.ready;
  });
  await share({ title: 'A page', text: 'Look at https://example.org/shared today' });
  await notice().waitFor();
  expect(await notice().locator('.shared-things').textContent()).toBe('https://example.org/shared');
  expect(await focused()).toBe('shared');
  expect(new URL(device.page.url()).search, 'the address is tidy again').toBe('');
  await isOnline();
  expect(await texts(), 'nobody said yes yet').toEqual([]);
  expect(await violations(device.page)).toEqual([]);
  await device.page.keyboard.press('Tab');
  expect(await focused()).toBe('shared-lay');
  await device.page.keyboard.press('Enter');
  await expect.poll(texts).toEqual([expect.stringContaining('example.org')]);
  expect([await notice().count(), await focused()]).toEqual([0, 'logo']);
});

test('C1: files too', async () => {
  await share({}, { name: 'photo.png', base64: makePng(9, 9).toString('base64') });
  await notice().getByText('photo.png').waitFor();
  await device.page.locator('#shared-lay').click();
  await expect.poll(async () => (await texts()).length).toBe(2);
  expect((await texts()).join()).toContain('photo.png');
});

test('C1: a reload brings what was shared no second time, and what is discarded is nowhere', async () => {
  await share({ text: 'not this' });
  await device.page.locator('#shared-discard').click();
  await notice().waitFor({ state: 'detached' });
  await device.page.reload();
  await isOnline();
  await expect.poll(async () => (await texts()).length).toBe(2);
  expect(await notice().count()).toBe(0);
});

test.each([
  ['no-referrer', 1],
  ['unsafe-url', 0],
] as const)('W12: a form of another site lays nothing down: %s', async (policy, asked) => {
  await device.context.route('https://elsewhere.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<meta name="referrer" content="${policy}"><form method="post" enctype="multipart/form-data" action="${server.url}/share"><input name="text" value="of elsewhere"></form>`,
    }),
  );
  await device.page.goto('https://elsewhere.example/');
  await device.page.evaluate(() => document.forms[0]?.submit());
  await device.page.waitForURL(`${server.url}/**`);
  await isOnline();
  await expect.poll(() => notice().count()).toBe(asked);
  expect((await texts()).join()).not.toContain('of elsewhere');
  await device.context.unroute('https://elsewhere.example/');
});

test('C11: what a stopped worker had is lost, and the person is told to share it again', async () => {
  await device.page.goto(`${server.url}/?shared=00000000-0000-4000-8000-000000000000`);
  await device.page.locator('#shared-lost', { hasText: 'share it again' }).waitFor();
  expect(new URL(device.page.url()).search).toBe('');
  await device.page.locator('#shared-lost button').click();
  await device.page.locator('#shared-lost').waitFor({ state: 'detached' });
});

test('where no worker takes the form, the page says that it did not arrive', async () => {
  await device.page.evaluate(async () => {
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  });
  await device.page.reload();
  await share({}, { name: 'some.bin', base64: Buffer.alloc(100_000, 7).toString('base64') });
  await device.page.locator('#shared-lost').waitFor();
});
