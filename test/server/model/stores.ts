import { createRedis, type Redis } from '../../../src/storage/redis/redis-connection.ts';
import { createRedisLiveStore, namesOfContent } from '../../../src/storage/redis/redis-live-store.ts';
import { createValueSeal } from '../../../src/storage/redis/value-seal.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import type { Person } from './person.ts';

/** What the servers share, looked at from outside with the cluster's secret. */
export interface Stores {
  /** What of it is not as the screens of these people say; nothing: all of it is. */
  problems(people: readonly Person[]): Promise<string[]>;
  /** All that is kept of anybody. */
  left(): Promise<string[]>;
  close(): void;
}

/** What is kept of people, by how its name begins; the rest is of servers and deadlines. */
const OF_PEOPLE = ['tab', 'participant', 'meeting', 'item', 'key', 'file'];

export async function openStores({ redisUrl, secret }: FaultyCluster): Promise<Stores> {
  const redis: Redis = createRedis(redisUrl);
  redis.on('error', () => {});
  await redis.connect();
  const seal = createValueSeal(Buffer.from(secret));
  const store = createRedisLiveStore({ redis, seal });
  const left = async () => {
    const names = await redis.keys('zs:*');
    return names.filter((name) => OF_PEOPLE.includes(name.split(':')[1] as string)).sort();
  };

  return {
    left,
    close: () => redis.destroy(),
    async problems(people) {
      const found: string[] = [];
      const expected = new Set<string>();
      for (const { page, number } of people) {
        const { tab } = page;
        const kept = await store.getTab(tab.tabId);
        expected.add(seal.name('tab', tab.tabId));
        const places = [
          ['table', kept?.place, tab.view?.items ?? []],
          ['shelf', kept?.shelf, tab.shelf.items],
        ] as const;
        for (const [where, place, shown] of places) {
          if (place)
            expected.add(`zs:meeting:${place.meetingId}`).add(`zs:participant:${place.participantId}`);
          const view = place ? await store.view(place.meetingId, place.participantId) : null;
          const items = view?.items ?? [];
          for (const { id, file } of items) {
            const names = namesOfContent(seal, id);
            expected.add(`zs:item:${id}`).add(names.key);
            if (file !== null) expected.add(names.file);
          }
          const [ours, theirs] = [items, shown].map((list) => list.map(({ id }) => id).sort());
          if (`${ours}` !== `${theirs}`) found.push(`${number}: on the ${where} are ${theirs}, kept ${ours}`);
        }
        const at = kept?.place?.meetingId ?? null;
        if (at !== (tab.view?.id ?? null)) found.push(`${number}: shows ${tab.view?.id ?? null}, kept ${at}`);
      }
      const there = new Set(await left());
      for (const name of there) if (!expected.has(name)) found.push(`kept for nobody: ${name}`);
      for (const name of expected) if (!there.has(name)) found.push(`not kept: ${name}`);
      return found;
    },
  };
}
