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
import { setTimeout as passing } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { importItemKey } from '../../src/web/meeting/sealed-line.ts';
import { startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { createRandom } from '../rooms/random.ts';
import { canaryTail, speakCanary } from './support/canary.ts';
import { countInMemory } from './support/process-memory.ts';
import { meetByCode, newId, openTab, type Tab, until } from './tab.ts';

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
      let dead = false;
      /** What was done until the server died; an error before that is one of the test. */
      const untilDead = (work: () => Promise<unknown>) =>
        work().catch((error: unknown) => {
          if (!dead) throw error;
        });
      const [ada, bob, cy] = [
        await openTab(server.url, { name: text }),
        await openTab(server.url),
        await openTab(server.url),
      ];
      tabs.push(ada, bob, cy);
      await meetByCode(ada, bob);
      const layNote = async (itemId = newId()) => {
        const said = await ada.call('item-add', await ada.sealed(itemId, { kind: 'note', text }, noteKey));
        if (!said.ok) throw new Error(`not laid down: ${said.error}`);
        return itemId;
      };
      await layNote(); // this one stays
      const first = await ada.layFile(`${text}.png`, png, { key: fileKey });
      secrets.push(first.sealed.subarray(-200));
      expect(first.error).toBeNull();
      let chunks = 0;
      const speaking = untilDead(() =>
        speakCanary(cy, {
          count: 40,
          onTaken(sequence) {
            secrets.push(canaryTail(sequence + 1));
            chunks += 1;
            return !dead;
          },
        }),
      );
      await until('sound has come', () => chunks > 0);
      const laying = untilDead(async () => {
        for (let i = 0; !dead && i < 40; i += 1) {
          const noteId = await layNote();
          const { sealed, itemId } = await ada.layFile(`${text}.png`, png, { key: fileKey });
          secrets.push(sealed.subarray(-200));
          await ada.call('item-remove', { itemId: noteId });
          await ada.call('item-remove', { itemId });
          await passing(150); // more often is too fast
        }
      });
      const dieAfter = Math.floor(random.next() * 500);
      await passing(dieAfter);
      expect(openFiles(server.pid), 'files it writes to').toEqual([]);
      expect(
        countInMemory(server.pid, Buffer.from(noteKey.bytes)),
        'it holds what must not be on the disk',
      ).toBeGreaterThan(0);
      dead = true;
      await server.stop('SIGKILL');
      for (const tab of tabs.splice(0)) tab.close();
      expect(filesHolding(folder, secrets), `killed after ${dieAfter} ms`).toEqual([]);
      expect(server.output()).not.toContain(text);
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([laying, speaking]);
    }
  },
  20_000 + POINTS * 15_000,
);
