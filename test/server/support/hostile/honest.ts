import { randomBytes } from 'node:crypto';
import type { ClusterServer, ProxiedCluster } from '../../../devices/proxied-cluster.ts';
import { makePng } from '../../../files/png.ts';
import { meetByCode, newId, openTab, type Tab, until } from '../../tab.ts';

export interface Honest {
  readonly tabs: readonly Tab[];
  /** Ids of things in their meeting, none of which is a secret. */
  readonly known: readonly string[];
  /** What only members may be told. */
  readonly secrets: Readonly<Record<'name' | 'note' | 'reader' | 'file' | 'tab', string>>;
  /** Where a member reads the file. */
  readonly source: string;
  /** Everything that was told to one of them. */
  told(): string;
  /** Goes on until stopped: lays things down, which the others see, and takes them away. */
  goOn(): { stop(): Promise<readonly number[]> };
  close(): void;
}

/** Pause between two things that are laid down, ms. */
const PAUSE_MS = 300;

/** Three people in one meeting, each on a server of their own, who go on whatever others do. */
export async function honestPeople({ url, servers }: ProxiedCluster, patienceMs: number): Promise<Honest> {
  const name = `canary ${newId()}`;
  // A file's bytes go to the server of its tab, which a request without a cookie does not say: one is there itself.
  const open = (server: ClusterServer, i: number) => {
    const headers = { cookie: `trial-server=${server.name}` };
    return openTab(i === 0 ? server.url : url, { name, headers, mayMiss: true });
  };
  const tabs = await Promise.all(servers.map(open));
  const [ada, bob] = tabs as [Tab, Tab];
  let told = '';
  bob.socket.onAny((event: string, message: unknown) => {
    told += `${event} ${JSON.stringify(message)}\n`;
  });
  await meetByCode(...(tabs as [Tab, Tab]));
  const noteId = newId();
  const note = (await ada.sealed(noteId, { kind: 'note', text: 'a canary' })) as {
    content: { sealed: string };
  };
  if (!(await ada.call('item-add', note)).ok) throw new Error('no note');
  const end = randomBytes(64);
  const laid = await ada.layFile('canary.png', Buffer.concat([makePng(60, 60), end]));
  if (laid.error !== null) throw new Error(laid.error);
  const fileOf = () => bob.view?.items.find(({ id }) => id === laid.itemId)?.source ?? undefined;
  await until('all see both', () => tabs.every(({ view }) => view?.items.length === 2) && fileOf());
  const source = fileOf() as string;
  const view = bob.view as NonNullable<Tab['view']>;
  return {
    ...{ tabs, source, told: () => told },
    known: [noteId, laid.itemId, view.id, ...view.participants.map(({ id }) => id)],
    secrets: {
      ...{ name, note: note.content.sealed, reader: source.split('=')[1] as string },
      ...{ file: end.toString('latin1'), tab: ada.tabId },
    },
    goOn: () => goOn(tabs, patienceMs),
    close() {
      for (const tab of tabs) tab.close();
    },
  };
}

function goOn(tabs: readonly Tab[], patienceMs: number) {
  const took: number[] = [];
  let isOver = false;
  const going = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const tab = tabs[turn % tabs.length] as Tab;
      const itemId = newId();
      const began = performance.now();
      const has = ({ view }: Tab) => view?.items.some(({ id }) => id === itemId) ?? false;
      const laid = await tab.lay({ kind: 'note', text: 'still here' }, itemId);
      if (!laid.ok) throw new Error(`an honest person is refused: ${laid.error}`);
      await until('the item is on all screens', () => tabs.every(has), patienceMs);
      took.push(performance.now() - began);
      const removed = await tab.call('item-remove', { itemId });
      if (!removed.ok) throw new Error(`an honest person is refused: ${removed.error}`);
      await until('the item is gone from all screens', () => !tabs.some(has), patienceMs);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  going.catch(() => {}); // told by `stop`
  return {
    async stop() {
      isOver = true;
      await going;
      return took;
    },
  };
}
