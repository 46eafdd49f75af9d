import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { cleanUpAfterDeath } from '../devices/undertaker.ts';
import { until } from '../devices/wait.ts';
import { isStrict } from './support/deadlines.ts';
import { openPage, type PageTab } from './support/page-tab.ts';
import { meetByCode, openTab, type Tab } from './tab.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/cluster.mjs');
/** As it is called at first, and when it is started again. */
const REDIS = '(?:Redis|redis-server)';
/** Within this everybody is elsewhere, ms. */
const MOVED_MS = isStrict ? 5_000 : 15_000;

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
  /** Of the process that is the server now. */
  const pidOf = (server: string) =>
    Number([...output.matchAll(new RegExp(`${server}(?:: .*| is back: )process (\\d+)`, 'g'))].at(-1)?.[1]);
  const at = (server: string) =>
    openTab(url, { headers: { cookie: `trial-server=${server}` }, mayMiss: true });
  const pageAt = (server: string) =>
    openPage(url, { headers: { cookie: `trial-server=${server}` }, mayMiss: true });

  test('C1: people on two servers meet, and whose server is stopped is on the other within 5 s, with everything', async () => {
    tabs = [await at('server-1'), await at('server-2')];
    const stopped = pidOf('server-2');
    let callOff = cleanUpAfterDeath([pidOf('server-1'), stopped], []);
    const [stays, moves] = tabs as [Tab, Tab];
    await meetByCode(stays, moves);
    const { itemId } = await stays.lay({ kind: 'note', text: 'for both' });
    const has = () => moves.view?.items.some(({ id }) => id === itemId);
    await until('it is there', 5_000, has);

    const welcomes = moves.welcomes;
    const began = performance.now();
    const already = output.length;
    process.kill(stopped, 'SIGTERM');
    await until('it has moved', 15_000, () => moves.socket.connected && moves.welcomes > welcomes && has());
    const ms = performance.now() - began;
    await until('the server has ended', 30_000, () => output.includes('server-2 ended (0)', already));
    expect(ms).toBeLessThan(MOVED_MS);
    expect(stays.view?.participants).toHaveLength(2);
    // What is laid down from there reaches the other as before.
    const later = await moves.lay({ kind: 'note', text: 'from the other server' });
    await until('that is there, too', 5_000, () => stays.view?.items.some(({ id }) => id === later.itemId));
    // As compose does, it is started again at the same port, and people are led there again.
    await until('it is back', 40_000, () => pidOf('server-2') !== stopped);
    const pid = pidOf('server-2');
    callOff();
    callOff = cleanUpAfterDeath([pidOf('server-1'), pid], []);
    const back = await at('server-2');
    tabs.push(back);
    expect(back.socket.connected).toBe(true);
    callOff();
  });

  test('C6: a Redis that is killed comes back empty, and the tabs lay what was there on the table again', async () => {
    const pages = await Promise.all(['server-1', 'server-2'].map(pageAt));
    const [one, other] = pages as [PageTab, PageTab];
    tabs.push(one.tab, other.tab);
    await meetByCode(one.tab, other.tab);
    const note = await other.lay({ kind: 'note', text: 'from before' });
    const shows = ({ tab }: PageTab, itemId: string) => tab.view?.items.some(({ id }) => id === itemId);
    await until('it is there', 5_000, () => shows(one, note));
    for (const { tab } of pages) tab.ticket = (await tab.call('heartbeat')).ticket as string;
    const welcomes = pages.map(({ tab }) => tab.welcomes);

    const said = output.length;
    process.kill(pidOf(REDIS), 'SIGKILL');
    const callOff = cleanUpAfterDeath([pidOf('server-1'), pidOf('server-2')], []);
    await until('it is back', 40_000, () => output.includes('redis-server is back', said));
    const isWhole = (page: PageTab, i: number) =>
      page.tab.welcomes > (welcomes[i] as number) && shows(page, note);
    await until('all are whole', 30_000, () => pages.every(isWhole));
    const later = await one.lay({ kind: 'note', text: 'from after' });
    await until('that is there, too', 10_000, () => shows(other, later));
    callOff();
  });

  test('Ctrl-C ends all of it', async () => {
    const all = ['server-1', 'server-2', REDIS, 'Postgres'].map(pidOf);
    for (const pid of all) process.kill(pid, 0); // it is there
    for (const tab of tabs) tab.close();
    cluster.kill('SIGINT');
    const [code] = await once(cluster, 'exit');
    expect(code).toBe(0);
    for (const pid of all) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
