import { numberIn, type Person } from './person.ts';

/** What screens and panels do not agree about; nothing: all is whole. */
export async function screenProblems(all: readonly Person[]): Promise<string[]> {
  const people = all.filter(({ isOpen }) => isOpen);
  const found = people.flatMap((person) => [...lineProblems(person), ...itemProblems(person, all)]);
  const unheard = all.filter(({ isOpen, saidBye }) => !isOpen && !saidBye).map(({ number }) => number);
  found.push(...meetingProblems(people, unheard), ...placeProblems(people));
  if (found.length > 0) return found;
  const panels = await Promise.all(people.map(panelProblems));
  return panels.flat();
}

/** Something is still under way. */
function lineProblems({ page, number }: Person): string[] {
  const { pending, removing } = page.outbox;
  return [
    ...(page.tab.socket.connected ? [] : [`${number} has no line`]),
    ...pending.value.map(({ id, trouble }) => `${number}: ${id} is on its way, ${trouble}`),
    ...[...removing.value].map((id) => `${number}: ${id} is being removed`),
  ];
}

const ownOf = ({ page: { tab } }: Person) => [
  ...(tab.view?.items.filter(({ ownerId }) => ownerId === tab.view?.you) ?? []),
  ...tab.shelf.items,
];

/** C1, C3, C4: what was laid down is there, what was taken away is not, and what is there can be read. */
function itemProblems(person: Person, all: readonly Person[]): string[] {
  const { number, page, laid, perhaps } = person;
  const own = ownOf(person).map(({ id }) => id);
  const shown = [...(page.tab.view?.items ?? []), ...page.tab.shelf.items];
  const lost = [...laid.keys()].filter((id) => !own.includes(id));
  const unknown = own.filter((id) => !laid.has(id) && !perhaps.has(id));
  const gone = shown.filter(({ id }) => all.some((one) => one.gone.has(id)));
  return [
    ...lost.map((id) => `${number}: ${id} is lost`),
    ...unknown.map((id) => `${number}: ${id} was not laid down, or was taken away`),
    ...gone.map(({ id }) => `${number} is shown ${id}, which was taken away`),
    ...shown.filter(({ text }) => text === null).map(({ id }) => `${number} cannot open ${id}`),
    ...(new Set(own).size < own.length ? [`${number} has something twice: ${own}`] : []),
  ];
}

/**
 * All who are in one meeting see the same, and in it are they, each once.
 *
 * @param unheard they closed their pages and no server heard of it; they may be shown as away (C6)
 */
function meetingProblems(people: readonly Person[], unheard: readonly number[]): string[] {
  const found: string[] = [];
  for (const id of new Set(people.map(({ page }) => page.tab.view?.id))) {
    const inside = people.filter(({ page }) => page.tab.view?.id === id);
    const views = inside.flatMap(({ page }) => page.tab.view ?? []);
    const faces = views.map((view) => JSON.stringify(faceOf(view)));
    for (const face of faces) if (face !== faces[0]) found.push(`one shows ${faces[0]}, another ${face}`);
    const [view] = views;
    if (view === undefined) continue;
    const shown = view.participants
      .filter(({ name, here }) => here || !unheard.includes(numberIn(name)))
      .map(({ name }) => numberIn(name))
      .sort();
    const there = inside.map(({ number }) => number).sort();
    if (`${shown}` !== `${there}`) found.push(`${shown} are shown, ${there} are there`);
    const away = view.participants.filter(({ name, here }) => !here && there.includes(numberIn(name)));
    for (const { name } of away) found.push(`${name} is shown as away`);
    for (const { page, names } of inside) {
      const name = view.participants.find((one) => one.id === page.tab.view?.you)?.name ?? null;
      if (name === null || !names.has(name)) found.push(`${name} is called ${[...names]}`);
    }
  }
  return found;
}

type View = NonNullable<Person['page']['tab']['view']>;
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** What is the same on all screens. */
function faceOf({ revision, locked, presented, participants, items }: View): object {
  const texts = items.map(({ id, ownerId, kind, text }) => ({ id, ownerId, kind, text }));
  return { revision, locked, presented, participants: [...participants].sort(byId), items: texts.sort(byId) };
}

/** Whoever went somewhere is there. */
function placeProblems(people: readonly Person[]): string[] {
  const found: string[] = [];
  const sure = people.filter(({ isUnsure }) => !isUnsure);
  for (const one of sure) {
    const at = one.page.tab.view?.id ?? null;
    if ((one.meeting === null) !== (at === null)) {
      found.push(`${one.number} is ${at === null ? 'in no' : 'in a'} meeting`);
    }
    for (const other of sure) {
      if (one.number >= other.number || one.meeting === null || other.meeting === null) continue;
      const isSame = other.page.tab.view?.id === at;
      const isApart = one.meeting !== other.meeting && one.meeting.isFresh && other.meeting.isFresh;
      if (isSame && isApart) found.push(`${one.number} and ${other.number} are in one meeting`);
      if (!isSame && one.meeting === other.meeting) found.push(`${one.number} and ${other.number} are apart`);
    }
  }
  return found;
}

/** C2: the panel is what is held. */
async function panelProblems(person: Person): Promise<string[]> {
  const reply = await person.page.tab.call('held').catch(() => null);
  if (!reply?.ok) return [`${person.number} is not told what is held: ${reply?.error}`];
  const items = reply.items as { itemId: string }[];
  const uploads = reply.uploads as unknown[];
  const held = items.map(({ itemId }) => itemId).sort();
  const panel = ownOf(person)
    .map(({ id }) => id)
    .sort();
  return [
    ...(`${held}` === `${panel}` ? [] : [`${person.number}: held are ${held}, on the panel ${panel}`]),
    ...(uploads.length > 0 ? [`${person.number}: an upload is held`] : []),
  ];
}
