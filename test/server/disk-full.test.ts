import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type * as Embedded from '../../src/storage/durable/embedded.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { createSmallDisk, type SmallDisk, whyNoSmallDisk } from '../devices/small-disk.ts';
import { until as untilThen } from '../devices/wait.ts';
import { makePng } from '../files/png.ts';
import { importBuilt } from './support/built.ts';
import { isStrict } from './support/deadlines.ts';
import { sendFeedback } from './support/feedback.ts';
import { formFields } from './support/form-fields.ts';
import { meetByCode, openTab, readBytes, type Tab, until } from './tab.ts';

const whyNot = whyNoSmallDisk();
if (whyNot !== null) console.warn(`A full disk is not tested: ${whyNot}`);

/** Room for the embedded database as it is at first, and a little more. MB */
const DISK = 64;

describe.skipIf(whyNot !== null)('the disk is full', () => {
  let disk: SmallDisk;
  let server: RunningServer | null = null;
  const tabs: Tab[] = [];
  const start = async () => {
    server = await startServer({ env: { DATA_DIR: join(disk.folder, 'data'), FEATURE_THREADS: '1' } });
    return server;
  };
  beforeEach(() => {
    disk = createSmallDisk(DISK);
  });
  afterEach(async () => {
    for (const tab of tabs.splice(0)) tab.close();
    await server?.stop('SIGKILL');
    server = null;
    disk.remove();
  });
  async function meetAndShare(url: string) {
    const [ada, bob] = [await openTab(url), await openTab(url)];
    tabs.push(ada, bob);
    await meetByCode(ada, bob);
    const png = makePng(40, 40);
    const { itemId } = await ada.layFile('a.png', png);
    const item = await until('it is there', () => bob.view?.items.find(({ id }) => id === itemId));
    expect((await readBytes(url, item.source as string)).body.equals(png)).toBe(true);
  }

  test('C1 W4: people meet and share, forms say so and lose nothing; with room again all goes on by itself', async () => {
    const { url, output } = await start();
    expect((await sendFeedback(url, '127.0.0.2')).status, 'while there is room').toBe(303);
    disk.fill();
    const said = output().length;
    await meetAndShare(url);
    const full = await sendFeedback(url, '127.0.0.3');
    expect(full.status).toBe(503);
    expect(full.body).toContain('Nothing you wrote is lost');
    expect(formFields(full.body).text).toEqual([full.text]);
    await sendFeedback(url, '127.0.0.4');
    expect(output().slice(said).split('\n').length, 'it is no reason to write without end').toBeLessThan(20);
    disk.makeRoom();
    expect((await sendFeedback(url, '127.0.0.5')).status).toBe(303);

    // A server that finds the disk full when it is started.
    await server?.stop('SIGKILL');
    disk.fill();
    const again = await start();
    await meetAndShare(again.url);
    disk.makeRoom();
    await untilThen(
      'forms are taken',
      60_000,
      async () => (await sendFeedback(again.url, '127.0.0.6')).status === 303,
    );
  }, 180_000);

  test('a first start says what is to be done', async () => {
    disk.fill();
    await expect(start()).rejects.toThrow(/zipsocket: DATA_DIR: .*the disk is full, make room on it/);
  });

  test.runIf(isStrict)(
    'W4: a database that stands still since it cannot write its journal is opened again when there is room',
    async () => {
      const { openEmbedded } = await importBuilt<typeof Embedded>('storage/durable/embedded.js');
      const opened = openEmbedded(join(disk.folder, 'database'));
      const id = randomUUID();
      const write = () =>
        opened.store.messages.add({
          ...{ id, kind: 'feedback', name: null, email: null, telephone: null, receivedAt: new Date() },
          text: randomBytes(600).toString('hex'),
        });
      try {
        await opened.ready;
        await write();
        disk.fill();
        const failed = async () => {
          for (let i = 0; i < 40_000; i += 1) await write();
        };
        await expect(failed()).rejects.toThrow('the embedded database ended');
        disk.makeRoom();
        await untilThen('it is written again', 60_000, () =>
          write().then(
            () => true,
            () => false,
          ),
        );
        expect((await opened.store.messages.list({ limit: 10 })).map((each) => each.id)).toEqual([id]);
      } finally {
        await opened.close();
      }
    },
    300_000,
  );
});
