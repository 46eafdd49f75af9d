import { makePng } from '../../files/png.ts';
import { createRandom } from '../../rooms/random.ts';
import { chunkOf, newId, openTab, sayBye, startRecording, type Tab, until } from '../tab.ts';

export interface ChurnOptions {
  /** Of the servers. */
  readonly urls: readonly string[];
  readonly ms: number;
  readonly seed: number;
  /** Meetings at a time. */
  readonly atOnce: number;
}

/** What was done, by kind. */
export type Churned = Record<
  'meetings' | 'people' | 'items' | 'files' | 'removals' | 'reloads' | 'lost',
  number
>;

/** Waits are for the machine, not for the product. */
const PATIENCE_MS = 30_000;
const nothing = (): Churned => ({
  ...{ meetings: 0, people: 0, items: 0, files: 0, removals: 0, reloads: 0, lost: 0 },
});

/** People come, meet by a code, share, remove, send out, reload, lose their lines and leave, on all servers. */
export async function churn({ urls, ms, seed, atOnce }: ChurnOptions): Promise<Churned> {
  const done = nothing();
  const ends = performance.now() + ms;
  const work = async (lane: number) => {
    const random = createRandom(seed + lane);
    const pick = <T>(of: readonly T[]) => of[Math.floor(random.next() * of.length)] as T;
    do await oneMeeting({ pick, urls, done });
    while (performance.now() < ends);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => work(lane)));
  return done;
}

interface Round {
  readonly pick: <T>(of: readonly T[]) => T;
  readonly urls: readonly string[];
  readonly done: Churned;
}
interface Person {
  readonly url: string;
  readonly tab: Tab;
}

async function oneMeeting(round: Round): Promise<void> {
  const { pick, urls, done } = round;
  const people: Person[] = [];
  const come = async (tabId?: string): Promise<Person> => {
    const url = pick(urls);
    const tab = await openTab(url, { name: 'Kim', mayMiss: true, ...(tabId === undefined ? {} : { tabId }) });
    const person = { url, tab };
    people.push(person);
    return person;
  };
  try {
    const [first, second, third] = [await come(), await come(), await come()];
    done.people += 3;
    done.meetings += 1;
    const { code } = await must(first.tab, 'invite');
    for (const { tab } of [second, third]) await must(tab, 'enter-code', { code });
    await until('all are in', () => first.tab.view?.participants.length === 3, PATIENCE_MS);
    const laid = await share(first, second, done);
    await until('all see it', () => third.tab.view?.items.length === laid.length, PATIENCE_MS);
    await must(first.tab, 'item-remove', { itemId: laid[0] });
    done.removals += 1;
    await must(second.tab, 'rename', { name: 'Robin' });
    await must(second.tab, 'present', { itemId: laid[1] });
    for (const on of [true, false]) await must(first.tab, 'lock', { on });
    for (const event of ['heartbeat', 'refresh', 'held', 'clock']) await must(third.tab, event);
    await hearSomething(third.tab);
    await loseLine(second.tab, done);
    const again = await reload(first, come, done);
    const participantId = third.tab.view?.you;
    // Who is back late is not in the meeting any more.
    if (participantId !== undefined) await must(again, 'remove-participant', { participantId }, true);
  } finally {
    await Promise.allSettled(people.map(goAway));
  }
}

async function share({ url: _, tab }: Person, other: Person, done: Churned): Promise<string[]> {
  const ids = [newId(), newId()];
  for (const itemId of ids) {
    const { ok } = await tab.lay({ kind: 'note', text: 'something to read' }, itemId);
    if (!ok) throw new Error('not laid');
  }
  const file = await other.tab.layFile('a.png', makePng(60, 60));
  if (file.error !== null) throw new Error(`no file: ${file.error}`);
  done.items += 2;
  done.files += 1;
  return [...ids, file.itemId];
}

async function hearSomething(tab: Tab): Promise<void> {
  const { recordingId, startedAt } = await startRecording(tab);
  const sound = new Int16Array(16_000);
  for (let sequence = 0; sequence < 3; sequence += 1) {
    const chunk = { recordingId, sequence, capturedAt: startedAt, samples: chunkOf(sound, sequence) };
    await must(tab, 'recording-chunk', chunk, true);
  }
  await must(tab, 'recording-end', { recordingId }, true);
}

/** As in a tunnel: it comes back by itself. */
async function loseLine(tab: Tab, done: Churned): Promise<void> {
  const welcomes = tab.welcomes;
  tab.socket.io.engine.close();
  await until('it is back', () => tab.socket.connected && tab.welcomes > welcomes, PATIENCE_MS);
  done.lost += 1;
}

async function reload(
  { url, tab }: Person,
  come: (tabId: string) => Promise<Person>,
  done: Churned,
): Promise<Tab> {
  await sayBye(url, tab);
  tab.close();
  done.reloads += 1;
  return (await come(tab.tabId)).tab;
}

async function goAway({ url, tab }: Person): Promise<void> {
  try {
    if (!tab.socket.connected) return;
    await tab.call('leave');
    await sayBye(url, tab);
  } finally {
    tab.close();
  }
}

async function must(
  tab: Tab,
  event: string,
  message: object = {},
  mayFail = false,
): Promise<Record<string, unknown>> {
  const reply = await tab.call(event, message).catch((error) => {
    throw new Error(`no answer to ${event}`, { cause: error });
  });
  if (!reply.ok && !mayFail) throw new Error(`${event}: ${reply.error}`);
  return reply;
}
