import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { freePort } from '../devices/free-port.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { type Person, personAt, timed } from './person.ts';

/** Two real browsers, and a server that is killed and started again at the same port. */
let folder: string;
let port: string;
let server: RunningServer;
const devices: Device[] = [];
const start = () => startServer({ env: { PORT: port, DATA_DIR: folder, FEATURE_THREADS: '1' } });
const launch = async (kind: 'phone' | 'laptop') => {
  const device = await launchDevice({ kind, microphone: 'absent', calm: true });
  devices.push(device);
  device.page.setDefaultTimeout(15_000);
  const person = personAt(device.page);
  await person.open(server.url);
  return person;
};
const picture = ({ page }: Person) => page.locator('.card img[alt="photo.png"]');
const cards = (person: Person) => person.page.locator('.card').count();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zipsocket-restart-'));
  port = String(await freePort());
  server = await start();
});
afterAll(async () => {
  for (const device of devices) await device.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('C1 C3 C6: through a server that is killed and started again, the meeting is whole from what the pages have, and nothing removed returns', async () => {
  const laptop = await launch('laptop');
  const phone = await launch('phone');
  await laptop.begin();
  await phone.enterCodeOf(laptop);
  const meetingId = await phone.isInMeeting();
  await laptop.lay('stays on the table');
  await laptop.lay('is taken away');
  await phone.layFiles({ name: 'photo.png', mimeType: 'image/png', buffer: makePng(60, 40) });
  await phone.card('is taken away').waitFor();
  await picture(laptop).waitFor();
  await laptop.remove('is taken away');
  await phone.card('is taken away').waitFor({ state: 'detached' });

  const kept = await laptop.page.evaluate(() => [Object.keys(sessionStorage), Object.keys(localStorage)]);
  expect(kept, 'the page’s own name for itself, and no ticket').toEqual([['tab'], []]);

  await server.stop('SIGKILL');
  for (const person of [laptop, phone]) {
    await person.page.locator('body[data-connection="offline"]').waitFor();
  }
  server = await start();
  const isWhole = async (person: Person) => {
    await person.page.locator('body[data-connection="online"]').waitFor();
    await person.page.locator('.roster [data-participant-id]').nth(1).waitFor();
    await person.card('stays on the table').waitFor();
    await picture(person).waitFor();
    const width = () => picture(person).evaluate((img: HTMLImageElement) => img.naturalWidth);
    await expect.poll(width, { timeout: 10_000 }).toBe(60);
    expect(await person.meeting()).toBe(meetingId);
  };
  // Whoever comes back last is waited for: up to 3 s until a page tries again, by Socket.IO's own pauses.
  const whole = await timed(Promise.all([isWhole(laptop), isWhole(phone)]));
  expect(whole).toBeLessThan(15_000);
  expect([await cards(laptop), await cards(phone)], 'the two that stayed and nothing else').toEqual([2, 2]);
  await laptop.lay('goes on as before');
  await phone.card('goes on as before').waitFor();
  await phone.leave();
  await picture(laptop).waitFor({ state: 'detached' });
});
