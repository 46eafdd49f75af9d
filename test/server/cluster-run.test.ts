import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { cleanUpAfterDeath } from '../devices/undertaker.ts';
import { until } from '../devices/wait.ts';
import { meetByCode, openTab, type Tab } from './tab.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/cluster.mjs');
/** Within this everybody is elsewhere, ms. */
const MOVED_MS = 5_000;

describe('npm run cluster', () => {
  let cluster: ChildProcess;
  let output = '';
  let url: string;
  let tabs: Tab[] = [];

  beforeAll(async () => {
    const port = String(await freePort());
    cluster = spawn(process.execPath, [SCRIPT, '2'], { env: { ...process.env, PORT: port }, stdio: 'pipe' });
    for (const stream of [cluster.stdout, cluster.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    await until('the cluster is there', 120_000, () => {
      if (cluster.exitCode !== null) throw new Error(output);
      return output.includes('Ctrl-C ends all of it.');
    });
    url = `https://127.0.0.1:${port}`;
  }, 150_000);
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    if (cluster?.exitCode !== null) return;
    cluster.kill('SIGINT');
    await once(cluster, 'exit');
  });
  const pidOf = (server: string) => Number(new RegExp(`${server}: .*process (\\d+)`).exec(output)?.[1]);
  const at = (server: string) =>
    openTab(url, { headers: { cookie: `trial-server=${server}` }, mayMiss: true });

  test('C1: people on two servers meet, and whose server is stopped is on the other within 5 s, with everything', async () => {
    tabs = [await at('server-1'), await at('server-2')];
    const callOff = cleanUpAfterDeath([pidOf('server-1'), pidOf('server-2')], []);
    const [stays, moves] = tabs as [Tab, Tab];
    await meetByCode(stays, moves);
    const { itemId } = await stays.lay({ kind: 'note', text: 'for both' });
    const has = () => moves.view?.items.some(({ id }) => id === itemId);
    await until('it is there', 5_000, has);

    const welcomes = moves.welcomes;
    const began = performance.now();
    process.kill(pidOf('server-2'), 'SIGTERM');
    await until('it has moved', 15_000, () => moves.socket.connected && moves.welcomes > welcomes && has());
    const ms = performance.now() - began;
    await until('the server has ended', 30_000, () => output.includes('server-2 ended (0)'));
    callOff();
    expect(ms).toBeLessThan(MOVED_MS);
    expect(stays.view?.participants).toHaveLength(2);
    // What is laid down from there reaches the other as before.
    const later = await moves.lay({ kind: 'note', text: 'from the other server' });
    await until('that is there, too', 5_000, () => stays.view?.items.some(({ id }) => id === later.itemId));
  });

  test('Ctrl-C ends all of it', async () => {
    const pid = pidOf('server-1');
    process.kill(pid, 0); // it is there
    for (const tab of tabs) tab.close();
    cluster.kill('SIGINT');
    const [code] = await once(cluster, 'exit');
    expect(code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
