import { liveName } from '../../../src/storage/redis/live-form.ts';
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
    const names = await Promise.all(OF_PEOPLE.map((kind) => redis.keys(liveName(kind, '*'))));
    return names.flat().sort();
  };

  /** What is kept of somebody, by name, and what of it they are not shown. */
  async function keptOf({ page: { tab }, number }: Person): Promise<{ names: string[]; problems: string[] }> {
    const kept = await store.getTab(tab.tabId);
    const names = [seal.name('tab', tab.tabId)];
    const problems: string[] = [];
    const places = [
      ['table', kept?.place, tab.view?.items ?? []],
      ['shelf', kept?.shelf, tab.shelf.items],
    ] as const;
    for (const [where, place, shown] of places) {
      if (place)
        names.push(liveName('meeting', place.meetingId), liveName('participant', place.participantId));
      const view = place ? await store.view(place.meetingId, place.participantId) : null;
      const items = view?.items ?? [];
      for (const { id, file } of items) {
        const content = namesOfContent(seal, id);
        names.push(liveName('item', id), content.key, ...(file === null ? [] : [content.file]));
      }
      const [ours, theirs] = [items, shown].map((list) => list.map(({ id }) => id).sort());
      if (`${ours}` !== `${theirs}`) problems.push(`${number}: on the ${where} are ${theirs}, kept ${ours}`);
    }
    const [at, shown] = [kept?.place?.meetingId ?? null, tab.view?.id ?? null];
    if (at !== shown) problems.push(`${number}: shows ${shown}, kept ${at}`);
    return { names, problems };
  }

  return {
    left,
    close: () => redis.destroy(),
    async problems(people) {
      const found: string[] = [];
      const expected = new Set<string>();
      /** Of those whose closing nobody heard of. */
      const allowed = new Set<string>();
      for (const person of people) {
        const kept = await keptOf(person);
        for (const name of kept.names) (person.isOpen ? expected : allowed).add(name);
        if (person.isOpen) found.push(...kept.problems);
      }
      const there = new Set(await left());
      for (const name of there) {
        if (!expected.has(name) && !allowed.has(name)) found.push(`kept for nobody: ${name}`);
      }
      for (const name of expected) if (!there.has(name)) found.push(`not kept: ${name}`);
      return found;
    },
  };
}
