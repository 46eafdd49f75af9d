// `npm run cluster [-- SERVERS]`: what compose.yaml starts, from processes of this machine, for trials and tests.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endAll, freePort, isFree, postgresIn, redisIn, startServerProcess } from './lib/processes.mjs';
import { buildIfNeeded, installIfNeeded } from './lib/setup.mjs';

const count = Number(process.argv[2] ?? 3);
if (!Number.isInteger(count) || count < 1 || count > 16) {
  console.error('How many servers? 1 to 16.');
  process.exit(1);
}

const mainPort = Number(process.env.PORT || 8443);
if (!(await isFree(mainPort))) {
  console.error(`Port ${mainPort} is taken. Another one: PORT=9443 npm run cluster`);
  process.exit(1);
}

/** What ended is started again after so long, ms: time to see what becomes of its people. */
const AGAIN_MS = 5_000;
const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-cluster-'));
let isEnding = false;
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await endAll();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

/** Starts something, and again whenever it ends, as compose.yaml does, until it has started. */
async function keep(start) {
  const first = await start();
  void keepOn(first, start);
  return first;
}

async function keepOn({ name, ended }, start) {
  const how = await ended;
  if (isEnding) return;
  console.log(`${name} ended (${how}); it is started again in ${AGAIN_MS / 1_000} s`);
  const again = await startAgain(start);
  if (again === null) return;
  console.log(`${name} is back: process ${again.pid}`);
  void keepOn(again, start);
}

/** @returns null: everything is being ended */
async function startAgain(start) {
  while (!isEnding) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    try {
      return await start();
    } catch (error) {
      if (!isEnding) console.error(error.message);
    }
  }
  return null;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));

try {
  await installIfNeeded();
  await buildIfNeeded();
  // Not before: it needs the packages.
  const { startBalancer } = await import('./lib/balancer.mjs');
  console.log(`Starting Redis, Postgres and ${count} servers ...`);
  const [redis, postgres] = await Promise.all([redisIn(folder), postgresIn(folder)]);
  const [redisProcess, postgresProcess] = await Promise.all([keep(redis.start), keep(postgres.start)]);
  const token = process.env.OPERATOR_TOKEN || randomBytes(18).toString('base64url');
  const shared = {
    ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, OPERATOR_TOKEN: token },
    ...{ CLUSTER_SECRET: randomBytes(32).toString('base64url'), TRUST_PROXY: 'loopback' },
  };
  const servers = [];
  for (let i = 1; i <= count; i += 1) {
    const port = await freePort();
    const metricsPort = await freePort();
    const folderOf = path.join(folder, `server-${i}`);
    const own = { PORT: String(port), METRICS_PORT: String(metricsPort), DATA_DIR: folderOf };
    // One after the other: on a machine of two cores that is no slower, and each one's complaint is its own.
    const start = () => startServerProcess(`server-${i}`, { ...shared, ...own });
    servers.push({ ...(await keep(start)), port, metricsPort });
  }
  const port = await startBalancer({ port: mainPort, servers, folder });
  console.log(`
${count} servers behind one port. Open https://localhost:${port}
Operator: https://localhost:${port}/operator/sign-in, token ${token}
Redis: ${redis.url}, process ${redisProcess.pid}
Postgres: ${postgres.url}, process ${postgresProcess.pid}`);
  for (const { name, pid, port: own, metricsPort } of servers)
    console.log(`${name}: https://localhost:${own}, process ${pid}, figures on port ${metricsPort}`);
  console.log(
    `Two browsers, or a private window, are on two servers. Kill one (kill -9 ${servers[0].pid}), Redis or Postgres: it is started again.`,
  );
  console.log('Ctrl-C ends all of it. Nothing is left.');
} catch (error) {
  // Who presses Ctrl-C meanwhile knows why it did not start.
  if (!isEnding) console.error(error.message);
  await end(1);
}
