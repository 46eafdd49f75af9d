import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { startPostgres } from '../devices/postgres.ts';
import { importBuilt } from './support/built.ts';
import { crossingContract } from './support/crossing-contract.ts';
import { durableContract } from './support/durable-contract.ts';
import { mailContract } from './support/mail-contract.ts';
import { mailingListContract } from './support/mailing-list-contract.ts';
import { statisticsContract } from './support/statistics-contract.ts';

type Embedded = typeof import('../../src/storage/durable/embedded.ts');
type Postgres = typeof import('../../src/storage/durable/postgres.ts');
const { openEmbedded } = await importBuilt<Embedded>('storage/durable/embedded.js');
const { openPostgres } = await importBuilt<Postgres>('storage/durable/postgres.js');

describe('embedded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-embedded-'));
  let open: OpenStore;
  beforeAll(async () => {
    open = openEmbedded(join(folder, 'database'));
    await open.ready;
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true });
  });
  durableContract(() => open.store);
  statisticsContract(() => open.store);
  mailContract(() => open.store);
  mailingListContract(() => open.store);

  test('what was kept is there when it is opened again', async () => {
    const id = randomUUID();
    const said = { kind: 'feedback', name: null, email: null, telephone: null, text: 'kept' } as const;
    await open.store.messages.add({ ...said, id, receivedAt: new Date(5) });
    await open.close();
    await expect(open.store.messages.list({ limit: 1 })).rejects.toThrow('ended');
    open = openEmbedded(join(folder, 'database'));
    const kept = await open.store.messages.list({ limit: 100 });
    expect(kept.map((message) => message.id)).toContain(id);
  });
});

describe('postgres', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let open: OpenStore;
  beforeAll(async () => {
    server = await startPostgres();
    open = openPostgres(server.url);
    await open.ready;
  });
  afterAll(async () => {
    await open.close();
    await server.stop();
  });
  durableContract(() => open.store);
  statisticsContract(() => open.store);
  mailContract(() => open.store);
  mailingListContract(() => open.store);
  crossingContract(
    () => server.url,
    () => open.store,
  );

  test('a line that is lost in the middle of a transaction ends that call, and not the server', async () => {
    const other = new pg.Client({ connectionString: server.url });
    other.on('error', () => {}); // told by the query under way
    await other.connect();
    try {
      const email = `${randomUUID()}@example.org`;
      await other.query('select pg_advisory_lock(hashtext($1))', [email]);
      const lost = open.store.rights.correct(email, { name: 'x' }).catch((error: Error) => error.name);
      const waiting = "from pg_stat_activity where wait_event = 'advisory'";
      const end = `select pg_terminate_backend(pid) ${waiting}`;
      await vi.waitFor(async () => expect((await other.query(end)).rowCount).toBe(1), { timeout: 10_000 });
      expect(await lost).toBe('StoreAway');
    } finally {
      await other.end(); // or it would hold what the next try waits for
    }
    expect(await open.store.messages.list({ limit: 1 })).toHaveLength(1);
  });

  test('a second server finds the tables as they are', async () => {
    const second = openPostgres(server.url);
    await second.ready;
    expect(await second.store.messages.list({ limit: 1 })).toEqual(
      await open.store.messages.list({ limit: 1 }),
    );
    await second.close();
  });
});

test('a database that comes back is used again: after it stood still, and when it was not there at first', async () => {
  const server = await startPostgres();
  const proxied = createServer().listen(0, '127.0.0.1');
  await once(proxied, 'listening');
  const { port } = proxied.address() as AddressInfo;
  proxied.close();
  const { port: real } = new URL(server.url);
  const early = openPostgres(server.url.replace(real, String(port)));
  await expect(early.store.messages.list({ limit: 1 })).rejects.toMatchObject({ name: 'StoreAway' });
  // Now there is a way to it.
  const way = createServer((socket) => {
    const far = connect(Number(real), '127.0.0.1');
    socket.pipe(far).pipe(socket);
    for (const end of [socket, far]) end.on('error', () => {});
  }).listen(port, '127.0.0.1');
  await once(way, 'listening');
  expect(await early.store.messages.list({ limit: 1 })).toEqual([]);
  server.pause();
  await expect(early.store.messages.list({ limit: 1 })).rejects.toMatchObject({ name: 'StoreAway' });
  server.resume();
  expect(await early.store.messages.list({ limit: 1 })).toEqual([]);
  await early.close();
  way.close();
  await server.stop();
}, 60_000);

test('a database that is not there says so, and nothing waits without end', async () => {
  const open = openPostgres('postgres://nobody@127.0.0.1:9/none');
  await expect(open.store.messages.list({ limit: 1 })).rejects.toMatchObject({ name: 'StoreAway' });
  await open.close();
});
