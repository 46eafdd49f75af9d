import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { freePort } from '../devices/free-port.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { type Person, personAt, timed } from './person.ts';

/** A page that lost its server is at the next one so soon after that one answers, ms. */
const MOVED_MS = 5_000;

let folder: string;
let env: Record<string, string>;
let first: RunningServer | undefined;
let next: RunningServer | undefined;
let device: Device;
let person: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zipsocket-restart-'));
  env = { PORT: String(await freePort()), DATA_DIR: folder };
  const metrics = await freePort();
  first = await startServer({ env: { ...env, METRICS_PORT: String(metrics) } });
  // A database that is still being made would be waited for when the server is stopped.
  await until('the database answers', 120_000, async () => {
    const answer = await fetch(`http://127.0.0.1:${metrics}/metrics`);
    return (await answer.text()).includes('\nzipsocket_database_up 1\n');
  });
  device = await launchDevice({ kind: 'laptop', microphone: 'absent', calm: true });
  person = personAt(device.page);
  await person.open(first.url);
});
afterAll(async () => {
  await device?.close();
  await first?.stop();
  await next?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startNext(): Promise<void> {
  next = await startServer({ env });
}

test('a server is stopped and its successor started on the same port: an open page is there within 5 s', async () => {
  const state = (name: string) => device.page.locator(`body[data-connection="${name}"]`);
  const lost = state('offline').waitFor();
  const stopped = await timed(first!.stop());
  await lost;
  const started = await timed(startNext());
  const moved = await timed(state('online').waitFor());
  await person.begin(); // the new one serves it
  console.log(
    `stopped in ${stopped | 0} ms, answers after ${started | 0} ms, page there ${moved | 0} ms later`,
  );
  expect(moved).toBeLessThan(MOVED_MS);
});
