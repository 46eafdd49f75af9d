import { randomInt } from 'node:crypto';
import { createLocalShare, type ItemShare } from '../../storage/item-share.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { createMemoryLiveStore } from '../../storage/memory-live-store.ts';
import type { Clock } from '../live/clock.ts';
import { CODE_WORDS } from '../live/code-words.ts';
import type { LiveServices, LiveServicesOptions } from '../live/live-services.ts';
import type { TabLines } from '../live/tab-line.ts';
import type { SocketServer } from '../socket/socket-server.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import { createClusterLines } from './cluster-lines.ts';
import { createNeighbours } from './neighbours.ts';
import type { Cluster } from './open-cluster.ts';
import { createRecordingExchange } from './recording-exchange.ts';
import { type TakingPart, takePart } from './take-part.ts';
import { createVisitorOf } from './visitor-of.ts';

/** How often recordings of others are looked at, ms. */
const EXPIRE_MS = 100;

type OnFault = (code: string, error: unknown) => void;

/** What the live services stand on: this process alone, or what it shares with other servers. */
export interface SharedState
  extends Required<Pick<LiveServicesOptions, 'visitorOf'>>,
    Pick<LiveServicesOptions, 'neighbours' | 'codes' | 'serverId'> {
  readonly store: LiveStore;
  readonly share: ItemShare;
  /** The threads that hear and compare, with what other servers hear. */
  hearing(threads: MatchingThreads, now: Clock): LiveServicesOptions['matching'];
  linesOf(sockets: SocketServer, onFault: OnFault): TabLines;
  /** Begins to do its part for the others; null: there are none. */
  takePart(parts: {
    services: LiveServices;
    sockets: SocketServer;
    onFault: OnFault;
  }): Promise<TakingPart> | null;
}

/** A server that is the only one: its state is in this process's memory and nowhere else. */
export function shareNothing(vault: ItemVault, secret: Uint8Array): SharedState {
  return {
    store: createMemoryLiveStore(),
    share: createLocalShare(vault),
    visitorOf: createVisitorOf(secret),
    hearing: (threads) => threads,
    linesOf: (sockets) => sockets,
    takePart: () => null,
  };
}

/** One of several servers. */
export function shareByCluster(cluster: Cluster, vault: ItemVault): SharedState {
  const { serverId, store, bus, visitorOf } = cluster;
  const share = cluster.share(vault);
  return {
    ...{ serverId, store, share, visitorOf },
    codes: cluster.codes(CODE_WORDS, randomInt),
    neighbours: createNeighbours(cluster),
    hearing(threads, now) {
      const exchange = createRecordingExchange({ threads, bus, now });
      setInterval(() => exchange.expire(), EXPIRE_MS).unref();
      const { start, end, forget } = exchange;
      return { ...threads, start, end, forget };
    },
    linesOf: (sockets, onFault) => createClusterLines({ sockets, store, bus, onFault }),
    takePart: (parts) => takePart({ ...parts, cluster, share }),
  };
}
