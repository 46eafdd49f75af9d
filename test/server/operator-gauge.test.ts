import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from '../devices/postgres.ts';
import { startServer } from '../devices/server.ts';

test('B3: a server that is stopped has written down what the gauge read in its last hour', async () => {
  const postgres = await startPostgres();
  try {
    const began = Date.now();
    const server = await startServer({ env: { DATABASE_URL: postgres.url } });
    expect(await server.stop()).toBe(0);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query('select * from gauge_hours');
    await client.end();
    expect(rows).toHaveLength(1);
    const [{ hour, ...read }] = rows;
    // Nobody was there.
    expect(read).toEqual({ oldest_audio_ms: null, oldest_idle_ms: null, is_broken: false });
    expect(hour.getTime() % 3_600_000).toBe(0);
    expect(hour.getTime()).toBeGreaterThan(began - 3_600_000);
  } finally {
    await postgres.stop();
  }
});
