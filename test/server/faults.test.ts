import { randomBytes } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { importItemKey } from '../../src/web/meeting/sealed-line.ts';
import { startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { createRandom } from '../rooms/random.ts';
import { meetByCode, openTab, type Tab } from './tab.ts';

/** Every test run 20; `npm run test:faults` 200. */
const POINTS = Number(process.env.FAULT_POINTS ?? 20);
const SEED = Number(process.env.FAULT_SEED ?? 20_261_125);

const tabs: Tab[] = [];
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

/** Files under a folder that hold one of these byte sequences. */
function filesHolding(folder: string, secrets: readonly Uint8Array[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (!lstatSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    if (secrets.some((secret) => bytes.includes(Buffer.from(secret)))) found.push(entry);
  }
  return found;
}

/** Regular files a process has open for writing, outside of its own programs. */
function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      const flags = Number.parseInt(
        /flags:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0',
        8,
      );
      const writes = (flags & 3) !== 0;
      return writes && target.startsWith('/') && !target.startsWith('/dev/') ? [target] : [];
    } catch {
      return [];
    }
  });
}

test('C11: the look at the disk finds a secret that is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-disk-'));
  const secret = randomBytes(32);
  writeFileSync(join(folder, 'kept'), Buffer.concat([randomBytes(1_000), secret, randomBytes(10)]));
  writeFileSync(join(folder, 'other'), randomBytes(1_000));
  expect(filesHolding(folder, [secret])).toEqual(['kept']);
  rmSync(folder, { recursive: true });
});

test(
  `A6 C11: a server killed at ${POINTS} points, seed ${SEED}, leaves nothing of content or sound on the disk`,
  async () => {
    const random = createRandom(SEED);
    for (let point = 0; point < POINTS; point += 1) {
      // Whatever it could write to: its folder, the folder for temporary files, the one it runs in, its home.
      const folder = mkdtempSync(join(tmpdir(), 'zipsocket-disk-'));
      const env = { DATA_DIR: join(folder, 'data'), TMPDIR: folder, HOME: folder, LOG_LEVEL: 'debug' };
      const server = await startServer({ env, cwd: folder });
      const text = `canary-${randomBytes(16).toString('hex')}`;
      const png = Buffer.concat([makePng(40, 40), randomBytes(20_000)]);
      const [noteKey, fileKey] = [
        await importItemKey(new Uint8Array(randomBytes(32))),
        await importItemKey(new Uint8Array(randomBytes(32))),
      ];
      const secrets: Uint8Array[] = [Buffer.from(text), png.subarray(-200), noteKey.bytes, fileKey.bytes];
      const dieAfter = Math.floor(random.next() * 500);
      let dead = false;
      const dying = new Promise<void>((resolve) => {
        setTimeout(() => {
          expect(openFiles(server.pid), 'files it writes to').toEqual([]);
          void server.stop('SIGKILL').then(() => {
            dead = true;
            resolve();
          });
        }, dieAfter);
      });
      const work = (async () => {
        const [ada, bob] = [await openTab(server.url, { name: text }), await openTab(server.url)];
        tabs.push(ada, bob);
        await meetByCode(ada, bob);
        for (let i = 0; !dead && i < 40; i += 1) {
          const itemId = `${randomBytes(16).toString('base64url')}`;
          await ada.call('item-add', await ada.sealed(itemId, { kind: 'note', text }, noteKey));
          const { sealed } = await ada.layFile(`${text}.png`, png, { key: fileKey });
          secrets.push(sealed.subarray(-200));
          await ada.call('item-remove', { itemId });
        }
      })().catch(() => {}); // the server dies meanwhile
      await dying;
      for (const tab of tabs.splice(0)) tab.close();
      expect(filesHolding(folder, secrets), `killed after ${dieAfter} ms`).toEqual([]);
      expect(server.output()).not.toContain(text);
      rmSync(folder, { recursive: true, force: true });
      void work;
    }
  },
  20_000 + POINTS * 5_000,
);
