import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type SoundHouse, startSoundHouse } from '../devices/sound-house.ts';
import { createRandom } from '../rooms/random.ts';
import { writeFigures } from './figures.ts';
import { type Person, percentile, personAt, timed } from './person.ts';
import { roomRecordings } from './room-recordings.ts';

/** A round takes as long as the neighbour listens in vain; `JOIN_ROUNDS` for more of them. */
const roundsOf = (name: string) => Number(process.env.JOIN_ROUNDS ?? (name === 'own rooms' ? 10 : 5));
const seconds = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

for (const { name, wav } of await roomRecordings()) {
  const rounds = roundsOf(name);
  describe(`two rooms in real time (${name})`, () => {
    let house: SoundHouse;
    let server: RunningServer;
    const devices: Device[] = [];
    let phone: Person;
    let laptop: Person;
    let neighbour: Person;

    const launch = async (kind: 'phone' | 'laptop', channel: number) => {
      const source = house.sources[channel]!;
      const device = await launchDevice({ kind, microphone: { source }, env: house.env(source), calm: true });
      devices.push(device);
      const person = personAt(device.page);
      await person.open(server.url);
      return person;
    };

    beforeAll(async () => {
      server = await startServer({});
      house = await startSoundHouse({ wav, channels: 3 });
      phone = await launch('phone', 0);
      laptop = await launch('laptop', 1);
      neighbour = await launch('phone', 2);
    });

    // Whatever a test left behind, the next one begins with nobody in a meeting and nobody listening.
    beforeEach(async () => {
      for (const { page } of devices) {
        if (page.isClosed()) continue;
        const person = personAt(page);
        if ((await person.meeting()) !== null) await person.leave();
        await person.isIdle();
      }
    });

    afterAll(async () => {
      await Promise.allSettled(devices.map((device) => device.close()));
      await Promise.allSettled([house?.stop(), server?.stop()]);
    });

    test(`A4 N1 C1 C3 C4 A8: ${rounds} rounds: room A's two meet, room B's one does not, an item crosses and goes`, async () => {
      const random = createRandom(20_261_124);
      const figures = {
        found: [] as number[],
        url: [] as number[],
        removed: [] as number[],
        left: [] as number[],
      };
      for (let round = 0; round < rounds; round += 1) {
        const key = round % 3 === 0 ? 'Enter' : round % 3 === 1 ? 'Space' : 'mouse';
        const taps = [
          { who: phone, by: 'touch' as const, at: random.between(0, 2_000) },
          { who: laptop, by: key as 'Enter' | 'Space' | 'mouse', at: random.between(0, 2_000) },
          { who: neighbour, by: 'touch' as const, at: random.between(0, 2_000) },
        ];
        const alone = neighbour.hearsNothing.bind(neighbour);
        await Promise.all(taps.map(({ who, by, at }) => seconds(at).then(() => who.tap(by))));
        const second = performance.now();
        const [one, two] = await Promise.all([phone.isInMeeting(), laptop.isInMeeting()]);
        // The later of the two taps of room A may lie before the neighbour's: count from it.
        const lastOfRoomA = Math.max(taps[0]!.at, taps[1]!.at);
        const lastOfAll = Math.max(...taps.map((tap) => tap.at));
        figures.found.push(performance.now() - second + (lastOfAll - lastOfRoomA));
        expect(two, `round ${round}`).toBe(one);
        expect(await neighbour.meeting()).toBeNull();

        const path = `/round-${round}`;
        const url = `https://example.org${path}`;
        const [giver, taker] = round % 2 === 0 ? [phone, laptop] : [laptop, phone];
        await giver.openPanel();
        await giver.page.locator('#add-text').fill(url);
        const crossing = timed(taker.card(url).waitFor({ timeout: 5_000 }));
        await giver.page.locator('#add-button').click();
        figures.url.push(await crossing);
        const removing = timed(taker.card(url).waitFor({ state: 'detached', timeout: 5_000 }));
        await giver.remove(path);
        figures.removed.push(await removing);
        await giver.card(url).waitFor({ state: 'detached', timeout: 2_000 });

        const note = `note of round ${round}`;
        await giver.lay(note);
        await taker.card(note).waitFor({ timeout: 5_000 });
        const leaving = timed(taker.card(note).waitFor({ state: 'detached', timeout: 5_000 }));
        await giver.leave();
        figures.left.push(await leaving);
        await taker.leave();

        expect(['no-match', 'alone']).toContain(await alone());
        expect(await neighbour.meeting()).toBeNull();
      }
      await writeFigures(`joining-${name}`, {
        rounds,
        secondTapToFoundMs: { p50: percentile(figures.found, 0.5), p95: percentile(figures.found, 0.95) },
        urlToOtherScreenMs: { p50: percentile(figures.url, 0.5), p95: percentile(figures.url, 0.95) },
        removedMs: { p50: percentile(figures.removed, 0.5), p95: percentile(figures.removed, 0.95) },
        leftMs: { p50: percentile(figures.left, 0.5), p95: percentile(figures.left, 0.95) },
      });
      expect(percentile(figures.url, 0.95), 'C1: a URL on the other screen').toBeLessThanOrEqual(1_000);
      expect(percentile(figures.removed, 0.95), 'C3: removed from the other screen').toBeLessThanOrEqual(
        2_000,
      );
      expect(percentile(figures.left, 0.95), 'C4: gone with its owner').toBeLessThanOrEqual(1_000);
    });

    test('A5 A8: two devices of one room that tap 12 s apart do not meet, and are told why', async () => {
      await phone.tap();
      const late = seconds(12_000).then(() => laptop.tap());
      expect(await phone.hearsNothing()).toBe('alone');
      await late;
      expect(await laptop.hearsNothing()).toBe('alone');
      expect([await phone.meeting(), await laptop.meeting()]).toEqual([null, null]);
      expect(await laptop.page.locator('#status').textContent()).not.toBe('');
    });

    test('A4 C1 C5: a latecomer joins when somebody inside taps again, sees the table, and closing a tab clears its things', async () => {
      await Promise.all([phone.tap(), laptop.tap()]);
      const meeting = await phone.isInMeeting();
      await laptop.isInMeeting();
      await phone.lay('https://example.org/before-the-latecomer');
      const third = await launch('laptop', 0);
      // Who taps within a second of being found meant the tap before: it begins nothing.
      await laptop.reaches('ready');
      await Promise.all([laptop.tap(), third.tap()]);
      expect(await third.isInMeeting()).toBe(meeting);
      await third.card('before-the-latecomer').waitFor({ timeout: 5_000 });
      await phone.page.locator('.roster [data-participant-id]').nth(2).waitFor({ timeout: 5_000 });
      await third.lay('a note of the third');
      await phone.card('a note of the third').waitFor({ timeout: 5_000 });
      const gone = timed(phone.card('a note of the third').waitFor({ state: 'detached', timeout: 10_000 }));
      await third.page.close({ runBeforeUnload: false });
      expect(await gone).toBeLessThanOrEqual(5_000);
      expect(await phone.page.locator('.roster [data-participant-id]').count()).toBe(2);
      await phone.leave();
      await laptop.leave();
    });
  });
}
