import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
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

test('C1: what the share sheet brings is laid down: the address in a text, and files', async () => {
  await device.page.evaluate(async () => {
    window.dispatchEvent(new Event('appinstalled')); // as when the page has been added to the home screen
    await navigator.serviceWorker.ready;
  });
  await share({ title: 'A page', text: 'Look at https://example.org/shared today' });
  await device.page.locator('body[data-connection="online"]').waitFor();
  await expect.poll(texts).toEqual([expect.stringContaining('example.org')]);
  expect(new URL(device.page.url()).search, 'the address is tidy again').toBe('');
  await share({}, { name: 'photo.png', base64: makePng(9, 9).toString('base64') });
  await device.page.locator('body[data-connection="online"]').waitFor();
  await expect.poll(async () => (await texts()).length).toBe(2);
  expect((await texts()).join()).toContain('photo.png');
});

test('C1: a reload brings what was shared no second time', async () => {
  await device.page.reload();
  await device.page.locator('body[data-connection="online"]').waitFor();
  await expect.poll(async () => (await texts()).length).toBe(2);
});

test('a form that no worker takes leads to the start page, and is not looked at', async () => {
  const answer = await device.context.request.post(`${server.url}/share`, {
    multipart: { text: 'x' },
    maxRedirects: 0,
  });
  expect([answer.status(), answer.headers().location]).toEqual([303, '/']);
});
