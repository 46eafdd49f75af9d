// `npm run cluster [-- SERVERS]`: what compose.yaml starts, from processes of this machine, for trials and tests.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBalancer } from './lib/balancer.mjs';
import { endAll, freePort, startPostgres, startRedis, startServerProcess } from './lib/processes.mjs';
import { buildIfNeeded, installIfNeeded } from './lib/setup.mjs';

const count = Number(process.argv[2] ?? 3);
if (!Number.isInteger(count) || count < 1 || count > 16) {
  console.error('How many servers? 1 to 16.');
  process.exit(1);
}

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-cluster-'));
let isEnding = false;
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await endAll();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));

try {
  await installIfNeeded();
  await buildIfNeeded();
  const [redisUrl, databaseUrl] = await Promise.all([startRedis(folder), startPostgres(folder)]);
  const token = process.env.OPERATOR_TOKEN || randomBytes(18).toString('base64url');
  const shared = {
    ...{ REDIS_URL: redisUrl, DATABASE_URL: databaseUrl, OPERATOR_TOKEN: token },
    ...{ CLUSTER_SECRET: randomBytes(32).toString('base64url'), TRUST_PROXY: 'loopback' },
  };
  const servers = [];
  for (let i = 1; i <= count; i += 1) {
    const own = { PORT: String(await freePort()), DATA_DIR: path.join(folder, `server-${i}`) };
    // One after the other: on a machine of two cores that is no slower, and each one's complaint is its own.
    servers.push({
      ...(await startServerProcess(`server-${i}`, { ...shared, ...own })),
      port: Number(own.PORT),
    });
  }
  const port = await startBalancer({ port: Number(process.env.PORT || 8443), servers, folder });
  console.log(`
${count} servers behind one port. Open https://localhost:${port}
Operator: https://localhost:${port}/operator/sign-in, token ${token}
Redis: ${redisUrl}   Postgres: ${databaseUrl}`);
  for (const { name, pid, port: own } of servers)
    console.log(`${name}: https://localhost:${own}, process ${pid}`);
  console.log('Ctrl-C ends all of it.');
} catch (error) {
  console.error(error.message);
  await end(1);
}
