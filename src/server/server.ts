import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { isRedisAway } from '../storage/redis/redis-away.ts';
import { createHomePages } from '../web/pages/home.tsx';
import type { Config } from './config.ts';
import { emptyCoreDumps } from './core-dumps.ts';
import { prepareDataFolder } from './data-folder.ts';
import { drain } from './drain.ts';
import { createHttpApp } from './http/app.ts';
import { type FrontDoor, startFrontDoor } from './http/front-door.ts';
import { isReady, type Readiness } from './http/health-routes.ts';
import { watchRequests } from './http/requests-under-way.ts';
import { readLastingSecret } from './lasting-secret.ts';
import { createClock, type ServerClock } from './live/clock.ts';
import { type Live, startLive } from './live/start-live.ts';
import { type MetricsServer, startMetricsServer } from './metrics/metrics-server.ts';
import { startSite } from './site/start-site.ts';
import { StartupError } from './startup-error.ts';
import { openCertificate } from './tls/certificate-source.ts';
import { describeMachine } from './tls/machine.ts';

export interface RunningServer extends Pick<FrontDoor, 'addresses' | 'port'> {
  /** The authority people may install; null where the operator's own certificate is in use. */
  readonly authority: { pem: string; file: string } | null;
  /** The port of the figures for Prometheus; null: nowhere. */
  readonly metricsPort: number | null;
  /** The secret of the link that signs the operator in once; null: a token is configured. */
  readonly operatorLink: string | null;
  /** Takes no new people, sends those who are here elsewhere, and waits for what is under way. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** The folder the pages were built into, beside the compiled zones. */
const PUBLIC_ROOT = path.resolve(import.meta.dirname, '../public');

/** Faults that whoever runs the servers can mend, and how; nothing else of them is logged. */
const PLAIN_FAULTS: Record<string, string> = {
  'foreign-secret':
    'a message on this Redis cannot be opened: give every server the same CLUSTER_SECRET, and another cluster another Redis',
};

/**
 * Puts the server together and opens its port.
 *
 * @param options.clock the server's clock, where it is not to be its own
 * @throws StartupError with one line when it cannot start
 */
export async function startServer(
  config: Config,
  log: FastifyBaseLogger,
  { clock }: { clock?: ServerClock } = {},
): Promise<RunningServer> {
  emptyCoreDumps();
  await prepareDataFolder(config.dataDir);
  const machine = () => describeMachine(hostname(), networkInterfaces());
  const certificate = await openCertificate({ config, machine, now: Date.now });
  let live: Live | null = null;
  let ownOrigin = config.publicUrl ?? 'https://localhost';
  let listening = () => {};
  let neverListening: (error: unknown) => void = () => {};
  const site = startSite({
    ...{ config, now: Date.now, steady: createClock().now, origin: () => ownOrigin, log },
    mayBegin: new Promise<void>((resolve, reject) => {
      listening = resolve;
      neverListening = reject;
    }),
  });
  const redis = () => live?.redis() ?? null;
  let draining = false;
  const readiness = (): Readiness | null => live && { draining, database: site.isSettled(), redis: redis() };
  const state = { ready: () => isReady(readiness()), redis };
  const metrics =
    config.metrics &&
    (await import('./metrics/start-metrics.ts')).metricsOf(config, site, () => live as Live, state);
  const homePages = createHomePages();
  const app = createHttpApp({
    config,
    certificate,
    publicRoot: PUBLIC_ROOT,
    renderHomePage: (page) => homePages({ ...page, notices: site.notices() }),
    onBye: (tabId, pageId) => live?.bye(tabId, pageId),
    content: () => live,
    retention: () => (live ? { reading: live.retention.read(), time: live.now() } : null),
    readiness,
    site: () => site,
    log,
  });
  const requests = watchRequests(app.server);
  const fault = (code: string, error: unknown) => {
    // That Redis is away is told once, not by all that is said to the others meanwhile.
    if (isRedisAway(error)) return;
    if (error === null) log.error({ code }, PLAIN_FAULTS[code] ?? 'cluster');
    else log.error({ err: error, code }, 'cluster');
  };
  const cluster = config.cluster
    ? await (await import('./cluster/open-cluster.ts')).openCluster({ ...config.cluster, onFault: fault })
    : null;
  const secret = config.cluster?.secret ?? (await readLastingSecret(config.dataDir));
  const { falseJoin, featureThreads, contentBytes, memoryBytes } = config;
  const started = startLive({
    ...{
      httpServer: app.server,
      trust: config,
      featureThreads,
      contentBytes,
      memoryBytes,
      cluster,
      secret,
      log,
    },
    count(measure, value) {
      site.statistics.count(measure, value);
      metrics?.count(measure, value);
    },
    onResult: (outcome, ms) => metrics?.result(outcome, ms),
    onLimit: (address, event) => site.statistics.security.note(address, event),
    ...{ matcher: { falseJoin }, ...(clock ? { clock } : {}) },
  });
  live = started;
  site.operator.watchGauge(() => started.retention.takeWorst());
  let metricsServer: MetricsServer | null = null;
  try {
    metricsServer = metrics && (await startMetricsServer(config.metrics!, metrics.registry));
    const frontDoor = await startFrontDoor({ config, app, certificate, log });
    ownOrigin = frontDoor.addresses[0] ?? ownOrigin;
    listening();
    return {
      ...frontDoor,
      metricsPort: metricsServer?.port ?? null,
      authority: certificate.authority,
      operatorLink: site.operator.link,
      drain() {
        draining = true;
        return drain({ sockets: started.sockets, requests, hasOthers: cluster !== null });
      },
      async close() {
        await metricsServer?.close();
        await started.close();
        cluster?.close();
        await frontDoor.close();
        await site.close();
      },
    };
  } catch (error) {
    // One line says what to mend; what waited for the start has nothing to add.
    if (error instanceof StartupError) log.level = 'silent';
    neverListening(error);
    await metricsServer?.close();
    await started.close();
    cluster?.close();
    await site.close();
    throw error;
  }
}
