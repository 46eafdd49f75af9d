import { randomBytes, randomInt } from 'node:crypto';
import type { MatcherDecision } from '../../../src/matching/matcher.ts';
import { openCluster } from '../../../src/server/cluster/open-cluster.ts';
import { shareByCluster } from '../../../src/server/cluster/shared-state.ts';
import { CODE_WORDS } from '../../../src/server/live/code-words.ts';
import { createLiveServices } from '../../../src/server/live/live-services.ts';
import type { Neighbours } from '../../../src/server/live/neighbours.ts';
import { createTickets } from '../../../src/server/live/tickets.ts';
import type { SocketServer } from '../../../src/server/socket/socket-server.ts';
import { toId } from '../../../src/shared/ids.ts';
import type { RecordingResult } from '../../../src/shared/protocol.ts';
import { createItemVault } from '../../../src/storage/item-vault.ts';
import { until } from '../../devices/wait.ts';

const newId = () => toId(randomBytes(16));

/** Where a server is in a decision when something happens to it; what it returns is waited for. */
export type Point = 'waiting known' | 'before joining elsewhere' | 'joined elsewhere' | 'before telling';
export type AtPoint = (point: Point) => unknown;

/** The live part of one of several servers, on a real Redis; what its matcher decides is said by the test. */
export interface DecidingServer {
  readonly serverId: string;
  /** A tab that is connected here opens its microphone. */
  record(): Promise<Recording>;
  /** What the matcher here says. */
  decide(...decisions: MatcherDecision[]): void;
  at: AtPoint;
  /** As when its process is killed: Redis hears no more of it, and neither do its tabs. */
  die(): void;
}

export interface Recording {
  readonly id: string;
  readonly tabId: string;
  readonly results: RecordingResult[];
  end(): void;
  /** The meeting its tab is in. */
  meeting(): Promise<string | null>;
}

export async function startDecidingServer(redisUrl: string, secret: Uint8Array): Promise<DecidingServer> {
  const onFault = () => {}; // whoever dies in the middle of it has many
  const cluster = await openCluster({ redisUrl, secret, onFault });
  const { store, serverId, clock } = cluster;
  const { now } = clock;
  const results = new Map<string, RecordingResult[]>();
  let isDead = false;
  const sockets: SocketServer = {
    connected: (tabId: string) => !isDead && results.has(tabId),
    send(tabId: string, event: string, message: unknown) {
      if (!isDead && event === 'recording-result') results.get(tabId)?.push(message as RecordingResult);
    },
    show: async (tabId: string) => !isDead && results.has(tabId),
    tabs: () => [...results.keys()],
    ...{ drop() {}, recall: async () => {}, interrupted() {}, pageOf: () => null, serve() {}, size: 0 },
    ...{ refuseNew() {}, letGo: async () => {}, close: async () => {} },
  };
  const vault = createItemVault({ bytes: 2 ** 20 });
  const shared = shareByCluster(cluster, vault);
  let decide: (decisions: MatcherDecision[]) => void = () => {};
  const services = createLiveServices({
    ...{ ...shared, vault, now, newId, words: CODE_WORDS, random: randomInt, onFault },
    neighbours: stoppingAt(shared.neighbours!, (point) => server.at(point)),
    lines: shared.linesOf(sockets, onFault),
    tickets: createTickets({ secret, now }),
    matching: {
      ...{ start: () => null, end() {}, forget() {}, onCrash() {}, enforce: () => null },
      onDecisions: (listener) => {
        decide = listener;
      },
    },
  });
  const part = await shared.takePart({ services, sockets, onFault });
  const sweeping = setInterval(() => services.listening.sweep(), 100);
  const server: DecidingServer = {
    ...{ serverId, at: () => {} },
    decide: (...decisions) => decide(decisions),
    async record() {
      const tabId = newId();
      const own: RecordingResult[] = [];
      results.set(tabId, own);
      await services.live.connect(tabId, null);
      const recording = { startedAt: now(), canPlay: false, address: '::1' };
      const started = services.listening.start(tabId, recording);
      if ('error' in started) throw new Error(started.error);
      const isKnown = async () =>
        (await shared.neighbours?.recordings.find(started.recordingId)) !== 'unknown';
      await until('all know whose it is', 5_000, isKnown);
      return {
        ...{ id: started.recordingId, tabId, results: own },
        end: () => void services.listening.end(tabId, started.recordingId),
        meeting: async () => (await store.getTab(tabId))?.place?.meetingId ?? null,
      };
    },
    die() {
      if (isDead) return;
      isDead = true;
      clearInterval(sweeping);
      void part?.close().catch(() => {});
      cluster.close();
    },
  };
  return server;
}

/** The same, saying where a decision is; the rest waits until that was heard. */
function stoppingAt(neighbours: Neighbours, at: AtPoint): Neighbours {
  const { recordings } = neighbours;
  return {
    ...neighbours,
    async join(...where) {
      await at('before joining elsewhere');
      const refused = await neighbours.join(...where);
      await at('joined elsewhere');
      return refused;
    },
    recordings: {
      ...recordings,
      async waiting(those) {
        const answered = await recordings.waiting(those);
        await at('waiting known');
        return answered;
      },
      tell(...what) {
        at('before telling');
        recordings.tell(...what);
      },
    },
  };
}
