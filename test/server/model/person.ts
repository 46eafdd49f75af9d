import type { Reply } from '../../../src/shared/protocol.ts';
import type { Draft } from '../../../src/web/meeting/outbox.ts';
import { type Road, startRoad } from '../../devices/road.ts';
import { openPage, type PageTab } from '../support/page-tab.ts';
import { sayBye } from '../tab.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import type { Meeting } from './model.ts';
import { watch } from './witness.ts';

/** Between two heartbeats, as a page does; ms. */
const HEARTBEAT_MS = 20_000;
/** A page whose line the server closed comes again after this; ms. */
const RETRY_MS = 1_500;

/** Somebody with one page; what they did, and what is to be seen of it. */
export interface Person {
  readonly number: number;
  readonly page: PageTab;
  /** Where they would go when they connect next. */
  server: number;
  readonly road: Road;
  /** Their page is there, with or without a line. */
  isOpen: boolean;
  /** All they laid down and nobody took away, by id; the draft as their page has it. */
  readonly laid: Map<string, Draft>;
  /** What they pressed "x" on, or left behind; by id, when the server confirmed it; null: not yet. */
  readonly gone: Map<string, number | null>;
  /** What they left behind or not: nobody answered. */
  readonly perhaps: Set<string>;
  /** Where they are; null: nowhere. */
  meeting: Meeting | null;
  /** An answer did not come: they may be somewhere else. */
  isUnsure: boolean;
  /** What they may be called. */
  names: Set<string>;
  /** The server has heard that they closed the page. */
  saidBye: boolean;
  /** Something they asked for has no answer yet. */
  isBusy: boolean;
}

export interface Seen {
  readonly by: number;
  readonly itemId: string;
  readonly isBack: boolean;
  readonly event: string;
  readonly at: number;
}

const isRemoved = (reply: Reply) =>
  reply.ok || reply.error === 'not-found' || reply.error === 'not-in-meeting';

export async function openPerson(
  cluster: FaultyCluster,
  number: number,
  onShown: (seen: Seen) => void,
): Promise<Person> {
  const person = { server: number % cluster.size };
  const road = await startRoad(() => {
    const way = cluster.wayFor(person.server);
    // Whoever was led elsewhere stays there: what is sent over HTTP has to come where the socket is.
    if (way !== null) person.server = way.server;
    return way?.port ?? null;
  });
  const name = nameOf(number, 0);
  try {
    const url = `https://localhost:${road.port}`;
    const page = await openPage(url, { mayMiss: true, name, onReturned: () => {} });
    const whole: Person = Object.assign(person, {
      ...{ number, page, road, isOpen: true, laid: new Map(), gone: new Map(), meeting: null },
      ...{
        perhaps: new Set<string>(),
        isUnsure: false,
        names: new Set([name]),
        saidBye: false,
        isBusy: false,
      },
    });
    liven(whole, onShown);
    return whole;
  } catch (error) {
    await road.stop();
    throw error;
  }
}

export const nameOf = (number: number, turn: number) => `person ${number} ${turn}`;
export const numberIn = (name: string | null) => Number(/^person (\d+) /.exec(name ?? '')?.[1] ?? Number.NaN);

/** What a page does by itself, and what is noted of it. */
function liven(person: Person, onShown: (seen: Seen) => void): void {
  const { page, number, gone } = person;
  const { tab } = page;
  const call = tab.call;
  tab.call = async (event, message) => {
    const reply = await call(event, message);
    const itemId = (message as { itemId?: string } | undefined)?.itemId;
    if (event === 'item-remove' && itemId && isRemoved(reply)) gone.set(itemId, performance.now());
    return reply;
  };
  const witness = watch(tab.socket, (itemId, isBack, event) =>
    onShown({ by: number, itemId, isBack, event, at: performance.now() }),
  );
  const beat = async () => {
    if (!tab.socket.connected) return;
    const reply = await call('heartbeat', {}).catch(() => null);
    if (reply?.ok && reply.ticket && tab.view !== null) tab.ticket = reply.ticket as string;
  };
  const beating = setInterval(() => void beat(), HEARTBEAT_MS);
  tab.socket.on('change', ({ change }) => {
    if (change.type === 'locked') void beat();
  });
  tab.socket.on('disconnect', (reason) => {
    witness.renew();
    if (!person.isOpen) clearInterval(beating);
    if (person.isOpen && reason === 'io server disconnect') {
      setTimeout(() => person.isOpen && tab.socket.connect(), RETRY_MS);
    }
  });
}

/** C5: closes the page. */
export async function closePage(person: Person): Promise<void> {
  const { page, road } = person;
  person.isOpen = false;
  const said = sayBye(`https://localhost:${road.port}`, page.tab).then(
    () => true,
    () => false,
  );
  page.tab.close();
  person.saidBye = await Promise.race([said, new Promise<false>((no) => setTimeout(() => no(false), 5_000))]);
}
