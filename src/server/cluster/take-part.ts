import type { RedisShare } from '../../storage/redis/redis-share.ts';
import type { LiveServices } from '../live/live-services.ts';
import { everyMs } from '../live/rounds.ts';
import type { SocketServer } from '../socket/socket-server.ts';
import { someAtATime } from '../some-at-a-time.ts';
import { createMissedSteps } from './missed-steps.ts';
import { serveNeighbours } from './neighbours.ts';
import type { Cluster } from './open-cluster.ts';
import { joinServers } from './servers.ts';

/** How often copies are compared with what is there, ms. */
const COMPARE_MS = 1_000;
/** How often clocks are, ms. */
const CLOCK_MS = 30_000;
/** So many lost lines are noted at a time. */
const AT_A_TIME = 20;

export interface TakePartOptions {
  cluster: Cluster;
  services: LiveServices;
  sockets: SocketServer;
  share: RedisShare;
  onFault: (code: string, error: unknown) => void;
}

export interface TakingPart {
  /** Whether Redis answers. */
  readonly isReached: boolean;
  close(): Promise<void>;
}

/** What a server does for the cluster as long as it is there. */
export async function takePart(options: TakePartOptions): Promise<TakingPart> {
  const { cluster, services, sockets, share, onFault } = options;
  const { redis, subscriber, serverId, store, clock, bus } = cluster;
  const { live } = services;
  serveNeighbours(bus, services, { sockets, share });
  const missed = createMissedSteps({
    ...{ tabs: sockets.tabs, refresh: (tabId) => live.refresh(tabId) },
    onFault: (error) => onFault('missed', error),
  });
  bus.on('missed', missed.look);
  // The way to Redis was lost: what the others were told meanwhile they have not heard.
  redis.on('ready', () => bus.broadcast({ type: 'missed' }));
  const servers = await joinServers({
    ...{ redis, subscriber, serverId, onFault },
    async onDeath(dead) {
      // C6: its tabs may come back, to another server.
      await someAtATime(await store.tabsOn(dead), AT_A_TIME, (tabId) => live.lineLost(tabId, dead));
    },
    async onForgotten() {
      await share.sweep();
      sockets.recall().catch((error) => onFault('recall', error));
    },
    async onReach(isReached) {
      sockets.interrupted(!isReached);
      if (!isReached) return;
      // What was missed meanwhile: lines that were lost, and what the others did.
      const lost = (await store.tabsOn(serverId)).filter((tabId) => !sockets.connected(tabId));
      await someAtATime(lost, AT_A_TIME, (tabId) => live.lineLost(tabId));
      sockets.recall().catch((error) => onFault('recall', error));
    },
  });
  const stopComparing = everyMs(
    COMPARE_MS,
    async () => {
      if (servers.isReached) await share.sweep();
    },
    (error) => onFault('share', error),
  );
  const follow = setInterval(() => {
    cluster
      .others()
      .then((others) => clock.follow(bus, others))
      .catch((error) => onFault('clock', error));
  }, CLOCK_MS);
  return {
    get isReached() {
      return servers.isReached;
    },
    async close() {
      stopComparing();
      missed.close();
      clearInterval(follow);
      const hasPeople = await store.tabsOn(serverId).then(
        (tabIds) => tabIds.length > 0,
        () => true, // nobody can say
      );
      await servers.close(hasPeople);
    },
  };
}
