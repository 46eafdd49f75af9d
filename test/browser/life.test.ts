import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { type ClockedServer, startClockedServer } from '../devices/clocked-server.ts';
import { type Device, launchDevice } from '../devices/device.ts';
import { type Road, startRoad } from '../devices/road.ts';
import { type Person, personAt, timed } from './person.ts';

const MINUTE = 60_000;
const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How the life of content ends, in real browsers; half an hour passes on the server's clock alone. */
describe('the end of what somebody laid down', () => {
  let server: ClockedServer;
  let line: Road;
  let watcher: Device;
  let laptop: Person;
  let phoneDevice: Device;
  let phone: Person;

  const launch = async (kind: 'phone' | 'laptop', url: string) => {
    const device = await launchDevice({ kind, microphone: 'absent', calm: true });
    device.page.setDefaultTimeout(10_000);
    const person = personAt(device.page);
    await person.open(url);
    return { device, person };
  };
  /** To all processes of the phone's browser. */
  const signal = (name: NodeJS.Signals) => process.kill(-phoneDevice.pid, name);
  const isGone = async (ms: number) => {
    await laptop.card('of the phone').waitFor({ state: 'detached', timeout: ms });
    expect(await laptop.card('of the laptop').count(), 'and nothing else').toBe(1);
  };
  const isThere = async () => expect(await laptop.card('of the phone').count()).toBe(1);

  beforeAll(async () => {
    server = await startClockedServer();
    line = await startRoad(() => server.port);
    ({ device: watcher, person: laptop } = await launch('laptop', server.url));
    await laptop.begin();
    await laptop.lay('of the laptop');
  });
  afterAll(async () => {
    await watcher?.close();
    await line?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    line.open();
    ({ device: phoneDevice, person: phone } = await launch('phone', `https://127.0.0.1:${line.port}/`));
    await phone.enterCodeOf(laptop);
    await phone.isInMeeting();
    await phone.lay('of the phone');
    await laptop.card('of the phone').waitFor();
  });
  afterEach(async () => {
    try {
      signal('SIGCONT');
    } catch {
      // It was killed.
    }
    await phoneDevice.close();
    if ((await laptop.page.locator('.roster [data-participant-id]').count()) > 1) await pass(31);
  });
  /** Time passes for the server in steps, in each of which the laptop is heard of. */
  const pass = async (minutes: number) => {
    for (let left = minutes; left > 0; left -= 15) {
      await server.pass(Math.min(left, 15) * MINUTE);
      for (let i = 0; i < 2; i += 1) await laptop.page.locator('#lock').click();
    }
  };

  test('C5: closing the tab takes it away within 5 s', async () => {
    const gone = timed(isGone(6_000));
    await phone.page.close({ runBeforeUnload: true });
    expect(await gone).toBeLessThanOrEqual(5_000);
  });

  test('C6: a browser that is killed says nothing: after half an hour, and not before, it is gone', async () => {
    signal('SIGKILL');
    await laptop.page.locator('.person-away').waitFor({ timeout: 30_000 });
    await pass(29);
    await isThere();
    await pass(2);
    await isGone(2_000);
  });

  test('C6: a browser that sleeps is gone after half an hour; when it wakes before, everything is there', async () => {
    signal('SIGSTOP');
    await laptop.page.locator('.person-away').waitFor({ timeout: 40_000 });
    await pass(20);
    await isThere();
    signal('SIGCONT');
    await laptop.page.locator('.person-away').waitFor({ state: 'detached', timeout: 30_000 });
    await phone.card('of the laptop').waitFor();
    await isThere();
    signal('SIGSTOP');
    await laptop.page.locator('.person-away').waitFor({ timeout: 40_000 });
    await pass(31);
    await isGone(2_000);
    signal('SIGCONT');
    await phone.isInNoMeeting(30_000);
    expect(await phone.page.locator('.card').count(), 'it comes back to nothing').toBe(0);
  });

  test('C6 B2: a lost line is the same; a receipt says which screen is outstanding, and when that is back it is gone', async () => {
    line.shut();
    await laptop.page.locator('.person-away').waitFor({ timeout: 40_000 });
    await laptop.lay('seen by nobody else');
    await laptop.remove('seen by nobody else');
    const receipt = laptop.page.locator('#receipt');
    await expect.poll(() => receipt.getAttribute('data-away')).toBe('1');
    expect(await receipt.textContent()).toMatch(/1 screen has no connection/);
    line.open();
    await laptop.page.locator('#receipt[data-done="true"]').waitFor({ timeout: 20_000 });
    line.shut();
    await laptop.page.locator('.person-away').waitFor({ timeout: 40_000 });
    await pass(31);
    await isGone(2_000);
  });

  test('C6 C10: a device that slept through the half hour shows nothing of it as soon as it wakes', async () => {
    line.shut();
    await phone.page.evaluate(() => {
      const before = Date.now;
      Date.now = () => before() + 31 * 60_000; // timers stood still meanwhile
      window.dispatchEvent(new Event('pageshow'));
    });
    await phone.isInNoMeeting(1_000);
    expect(await phone.page.locator('.card, .mine-item').count()).toBe(0);
  });

  test('C7: what waits on the shelf of a tab that stays connected is there after an hour', async () => {
    await phone.leave();
    await phone.page.locator('#panel-toggle').click();
    await phone.lay('on the shelf');
    await phone.page.locator('.mine-item[data-where="shelf"]').waitFor();
    await phone.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    // Twice almost as long as it may say nothing, with a heartbeat after each: without one of them it would be gone.
    for (let half = 0; half < 2; half += 1) {
      await server.pass(29 * MINUTE);
      await passing(LIMITS.heartbeatMs + 2_500);
    }
    await server.pass(2 * MINUTE);
    await phone.page.reload();
    await phone.page.locator('body[data-connection="online"]').waitFor();
    await phone.page.locator('#panel-toggle').click();
    await phone.page.locator('.mine-item[data-where="shelf"]', { hasText: 'on the shelf' }).waitFor();
  });
});
