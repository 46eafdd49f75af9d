import { randomBytes } from 'node:crypto';
import type { Reply } from '../../../src/shared/protocol.ts';
import type { Draft } from '../../../src/web/meeting/outbox.ts';
import { makePng } from '../../files/png.ts';
import { closePage, nameOf, type Person } from './person.ts';
import type { Command } from './steps.ts';

/** A meeting as the model knows it: who is in the same one. */
export interface Meeting {
  /** It was opened by somebody who was in none for sure: no other one is the same. */
  readonly isFresh: boolean;
}

/** An answer that says for sure that nothing happened. */
const NOTHING_HAPPENED = new Set(['bad-code', 'not-found', 'meeting-full', 'code-throttled', 'too-fast']);

let texts = 0;

/** Something small of a kind, like nothing else. */
function draftOf(kind: 'note' | 'url' | 'file'): Draft {
  texts += 1;
  if (kind === 'note') return { kind, text: `note ${texts}` };
  if (kind === 'url') return { kind, text: `https://example.org/${texts}` };
  const bytes = Buffer.concat([makePng(20, 20), randomBytes(2_000)]);
  return { kind, text: `picture ${texts}.png`, file: new Blob([new Uint8Array(bytes)]) };
}

/** Carries out what somebody does, and notes what follows from the answer. Somebody who cannot do it does nothing. */
export async function carryOut(people: readonly Person[], command: Command): Promise<void> {
  const person = people[command.who];
  if (person === undefined || !person.isOpen) return;
  const { page, road } = person;
  switch (command.do) {
    case 'share':
      // What is laid down while they go may be left behind or not.
      return person.isBusy ? undefined : share(person, draftOf(command.kind));
    case 'remove':
      return remove(person, command.nth);
    case 'lose':
      return road.shut();
    case 'come-back':
      person.server = command.server;
      road.open();
      return road.clear();
    case 'close':
      return closePage(person);
  }
  if (person.isBusy || !page.tab.socket.connected) return;
  person.isBusy = true;
  try {
    if (command.do === 'join') await join(person, people[command.whom]);
    else if (command.do === 'leave') await leave(person);
    else if (command.do === 'rename') await rename(person);
    else if (command.do === 'lock') await ask(person, 'lock', { on: command.on });
    else if (command.do === 'answer') await answer(person, command.yes);
  } finally {
    person.isBusy = false;
  }
}

const ask = (person: Person, event: string, message: object): Promise<Reply & Record<string, unknown>> =>
  person.page.tab.call(event, message).catch(() => ({ ok: false, error: 'internal' }) as const);

async function share(person: Person, draft: Draft): Promise<void> {
  const { outbox } = person.page;
  const before = new Set(outbox.pending.value.map(({ id }) => id));
  const adding = outbox.add(draft);
  const added = outbox.pending.value.find(({ id }) => !before.has(id));
  if (added === undefined) throw new Error('What was added is not on its way.');
  person.laid.set(added.id, draft);
  if ((await adding) !== null) person.laid.delete(added.id);
}

async function remove(person: Person, nth: number): Promise<void> {
  const itemId = [...person.laid.keys()].at(-1 - nth);
  if (itemId === undefined) return;
  person.laid.delete(itemId);
  person.gone.set(itemId, null);
  await person.page.outbox.remove(itemId);
}

async function join(person: Person, host: Person | undefined): Promise<void> {
  if (host === undefined || !host.isOpen || host.isBusy || !host.page.tab.socket.connected) return;
  host.isBusy = true;
  try {
    const invited = await ask(host, 'invite', {});
    if (!invited.ok) {
      host.isUnsure ||= !NOTHING_HAPPENED.has(invited.error as string);
      return;
    }
    // Whoever was in none is in a new one now; with somebody who may be anywhere, the two are together from now on.
    if (host.meeting === null || host.isUnsure) {
      host.meeting = { isFresh: !host.isUnsure };
      host.isUnsure = false;
    }
    const entered = await ask(person, 'enter-code', { code: invited.code });
    if (entered.ok && entered.knocking === false) {
      person.meeting = host.meeting;
      person.isUnsure = false;
    } else if (entered.ok || !NOTHING_HAPPENED.has(entered.error as string)) {
      person.isUnsure = true; // at the door, from where somebody may let them in at any time
    }
  } finally {
    host.isBusy = false;
  }
}

async function leave(person: Person): Promise<void> {
  const { page, laid, gone, perhaps } = person;
  const onShelf = new Set(page.tab.shelf.items.map(({ id }) => id));
  const taken = [...laid.keys()].filter((id) => !onShelf.has(id));
  const wasThere = page.tab.view !== null;
  const reply = await page.leave();
  for (const id of taken) {
    laid.delete(id);
    if (reply.ok && wasThere)
      gone.set(id, performance.now()); // C4
    else perhaps.add(id);
  }
  person.meeting = null;
  person.isUnsure = !reply.ok && reply.error !== 'not-in-meeting';
}

async function rename(person: Person): Promise<void> {
  const name = nameOf(person.number, person.names.size);
  person.page.tab.name = name;
  person.names.add(name);
  const reply = await ask(person, 'rename', { name });
  if (reply.ok) person.names = new Set([name]);
}

async function answer(person: Person, yes: boolean): Promise<void> {
  const knock = person.page.tab.view?.knocks[0];
  if (knock !== undefined) await ask(person, 'knock-answer', { knockId: knock.id, yes });
}

/** Redis was emptied: whoever had not seen yet where they are does not get back there. */
export function noteEmptied(people: readonly Person[]): void {
  for (const person of people) {
    const others = people.filter(({ meeting }) => meeting === person.meeting && meeting !== null);
    const isSeen =
      person.meeting === null
        ? person.page.tab.view === null
        : person.page.tab.view !== null &&
          others.every(({ page }) => page.tab.view?.id === person.page.tab.view?.id);
    if (!isSeen || person.isBusy) person.isUnsure = true;
  }
}
