import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { ask } from './support/served.ts';
import { open } from './support/visitor.ts';
import { meetByCode, openTab, startRecording, type Tab, until } from './tab.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../docs/grafana-dashboard.json');

describe('figures for Prometheus', () => {
  let server: RunningServer;
  let port: number;
  let tabs: Tab[];
  let text: string;
  const SECRET = 'what nobody may read in the figures';

  /** The value of a line of the text. */
  const figure = (line: string) => {
    const found = text.split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? null : Number(found.slice(line.length + 1));
  };

  beforeAll(async () => {
    port = await freePort();
    server = await startServer({ env: { METRICS_PORT: String(port), LOG_LEVEL: 'error' } });
    tabs = [await openTab(server.url, { name: 'Ottilie' }), await openTab(server.url)];
    const [first, second] = tabs as [Tab, Tab];
    await meetByCode(first, second);
    await first.lay({ kind: 'note', text: SECRET });
    const { recordingId } = await startRecording(first);
    await first.call('recording-end', { recordingId });
    await until('a result', () => first.results.length > 0, 15_000);
    text = (await ask(port, '/metrics')).body;
  });
  afterAll(async () => {
    for (const tab of tabs ?? []) tab.close();
    await server?.stop();
  });

  test('tell how many are here, what they do, and how the server is', () => {
    expect(figure('zipsocket_sockets')).toBe(2);
    expect(figure('zipsocket_items')).toBe(1);
    expect(figure('zipsocket_items_laid_total{kind="note"}')).toBe(1);
    expect(figure('zipsocket_meetings_begun_total')).toBe(1);
    expect(figure('zipsocket_meetings')).toBeGreaterThanOrEqual(1);
    expect(figure('zipsocket_ready')).toBe(1);
    expect(figure('zipsocket_retention_broken{of="audio"}')).toBe(0);
    expect(text).toMatch(/^zipsocket_recording_result_seconds_count\{outcome="[a-z-]+"\} 1$/m);
    expect(figure('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(figure('zipsocket_redis_up')).toBeNull();
  });

  test('W6 C11: hold no id, no name, no address and no content', () => {
    const told = (place: string) =>
      [...tabs.flatMap(({ tabId, pageId, view }) => [tabId, pageId, view?.id as string]), 'Ottilie', SECRET]
        .concat('127.0.0.1', '::1', server.url)
        .filter((secret) => place.includes(secret));
    expect(told(`${text}${tabs[0]?.tabId} 127.0.0.1`)).toHaveLength(2); // it would be seen
    expect(told(text)).toEqual([]);
    const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, name]) => name));
    const own = ['outcome', 'kind', 'of', 'state', 'le'];
    const runtime = ['type', 'space', 'version', 'major', 'minor', 'patch'];
    expect([...labels].filter((name) => ![...own, ...runtime].includes(name as string))).toEqual([]);
  });

  test('are nowhere but on their own port', async () => {
    expect((await open(server.url).get('/metrics')).status).toBe(404);
    expect((await ask(port, '/')).status).toBe(404);
    expect((await ask(port, '/metrics', { method: 'POST' })).status).toBe(404);
  });

  test('are all that the dashboard shows', () => {
    const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
      panels: { targets: { expr: string }[] }[];
    };
    const known = new Set([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name));
    const named = panels
      .flatMap(({ targets }) => targets)
      .flatMap(({ expr }) => expr.match(/\b(?:zipsocket|nodejs|process)_\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(15);
    const missing = named.filter(
      (name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')),
    );
    expect(missing).toEqual([]);
    expect(known.has('zipsocket_nothing')).toBe(false);
  });
});
