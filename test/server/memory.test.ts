import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until as holds } from '../devices/wait.ts';
import { ask } from './support/served.ts';
import { meetByCode, openTab, serverTime, type Tab, until } from './tab.ts';

/** What a server has that has just begun, and 100 MB or more; files fill the rest. */
const LIMIT_MB = 520;
const FILE = randomBytes(24 * 1024 * 1024);
/** Of one tab: it may have 100 MB. */
const FILES_OF_ONE = 4;
const PEOPLE = 6;

let database: RunningPostgres;
let server: RunningServer;
let metricsPort: number;
const tabs: Tab[] = [];
const enter = async (options: Parameters<typeof openTab>[1] = {}) => {
  const tab = await openTab(server.url, options);
  tabs.push(tab);
  return tab;
};

beforeAll(async () => {
  database = await startPostgres();
  metricsPort = await freePort();
  const env = { MEMORY_LIMIT_MB: String(LIMIT_MB), CONTENT_MEMORY_MB: '1000', FEATURE_THREADS: '1' };
  const others = { DATABASE_URL: database.url, METRICS_PORT: String(metricsPort) };
  server = await startServer({ env: { ...env, ...others } });
}, 60_000);
afterAll(async () => {
  for (const tab of tabs) tab.close();
  await server?.stop();
  await database?.stop();
});

const figure = async (name: string) => {
  const { body } = await ask(metricsPort, '/metrics');
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
};

/** Why a new page does not come in; null: it does. */
async function refusalOfPage(): Promise<string | null> {
  try {
    await enter();
    return null;
  } catch (error) {
    return (error as Error & { data?: { code?: string } }).data?.code ?? String(error);
  }
}

/** What is new, and why each is refused; null: it is not. */
async function refusals(alone: Tab, member: Tab) {
  const recording = await alone.call('recording-start', {
    startedAt: await serverTime(alone),
    canPlay: false,
  });
  if (recording.ok) await alone.call('recording-forget', { recordingId: recording.recordingId });
  const invited = await alone.call('invite');
  if (invited.ok) await alone.call('leave');
  const { itemId, error } = await member.layFile('small.bin', randomBytes(1_000));
  if (error === null) await member.call('item-remove', { itemId });
  return {
    page: await refusalOfPage(),
    recording: recording.ok ? null : recording.error,
    meeting: invited.ok ? null : invited.error,
    file: error === 'server-full' ? error : null, // these bytes are no file, which is said of them when they are taken
  };
}

describe('W12: a server whose memory is nearly full', () => {
  test('refuses what is new, keeps what is there, and takes everything again when there is room', async () => {
    const people: Tab[] = [];
    for (let i = 0; i < PEOPLE; i += 1) people.push(await enter());
    const [ada, ben] = people as [Tab, Tab];
    await meetByCode(...(people as [Tab, ...Tab[]]));
    const alone = await enter();
    const none = { page: null, recording: null, meeting: null, file: null };
    expect(await refusals(alone, ada)).toEqual(none);
    expect(await figure('zipsocket_memory_full')).toBe(0);

    const laid: { tab: Tab; itemId: string }[] = [];
    let full: string | null = null;
    for (const tab of people) {
      for (let i = 0; i < FILES_OF_ONE && full === null; i += 1) {
        const { itemId, error } = await tab.layFile('large', FILE);
        if (error === 'server-full') full = error;
        else laid.push({ tab, itemId });
      }
    }
    expect(full).toBe('server-full');
    const [everything] = ['server-full'];
    expect(await refusals(alone, ada)).toEqual({
      ...{ page: everything, recording: everything, meeting: everything, file: everything },
    });
    expect(await figure('zipsocket_memory_full')).toBe(1);

    // Those who are here go on, and come back when their line was lost.
    const { itemId, ok } = await ada.lay({ kind: 'note', text: 'still here' });
    expect(ok).toBe(true);
    await until('the others see it', () => ben.view?.items.some(({ id }) => id === itemId));
    const { welcomes } = ben;
    ben.socket.io.engine.close();
    await until(
      'the line is back',
      () => ben.welcomes > welcomes && ben.view?.participants.length === PEOPLE,
    );

    for (const { tab, itemId: id } of laid) await tab.call('item-remove', { itemId: id });
    await holds('there is room', 60_000, async () => (await figure('zipsocket_memory_full')) === 0);
    expect(await refusals(alone, ada)).toEqual(none);
  }, 120_000);
});
