import type { ParticipantView } from '../../shared/meeting-view.ts';
import { t } from '../i18n/meeting-t.ts';
import { hostOf } from '../meeting/host.ts';
import { titleOf } from '../meeting/item-title.ts';
import type { SentOut } from '../meeting/live-connection.ts';
import type { OpenItem, OpenView } from '../meeting/opened.ts';

/**
 * What others did between two views, in one short text for a screen reader; empty when nothing is worth saying.
 *
 * @param sentOut who was sent out last; the views tell only that somebody is gone
 */
export function describeStep(
  before: OpenView | null,
  after: OpenView | null,
  sentOut: SentOut | null = null,
): string {
  if (after === null) return ''; // the screen before a meeting says it
  if (before === null || before.id !== after.id) {
    return t('meeting.begun', { count: after.participants.length });
  }
  return [...people(before, after, sentOut), ...items(before, after), ...door(before, after)].join('. ');
}

const nameOf = (participant: ParticipantView | undefined) => participant?.name ?? t('person.someone');

function people(before: OpenView, after: OpenView, sentOut: SentOut | null): string[] {
  const others = (view: OpenView) => view.participants.filter(({ id }) => id !== view.you);
  const said: string[] = [];
  for (const participant of others(after)) {
    const known = before.participants.find(({ id }) => id === participant.id);
    if (known === undefined) said.push(t('roster.joined', { who: nameOf(participant) }));
    else if (known.name !== participant.name) {
      said.push(t('roster.renamed', { before: nameOf(known), after: nameOf(participant) }));
    }
  }
  for (const participant of others(before)) {
    if (after.participants.some(({ id }) => id === participant.id)) continue;
    said.push(howGone(before, participant, sentOut));
  }
  return said;
}

function howGone({ you, participants }: OpenView, gone: ParticipantView, sentOut: SentOut | null): string {
  const who = nameOf(gone);
  if (sentOut?.participantId !== gone.id) return t('roster.left', { who });
  if (sentOut.by === you) return t('roster.sent-out-by-you', { who });
  return t('roster.sent-out', { who, by: nameOf(participants.find(({ id }) => id === sentOut.by)) });
}

function items(before: OpenView, after: OpenView): string[] {
  const added = after.items.filter(
    (item) => item.ownerId !== after.you && !before.items.some(({ id }) => id === item.id),
  );
  return added.map((item) =>
    describeItem(item, nameOf(after.participants.find((p) => p.id === item.ownerId))),
  );
}

function describeItem({ kind, text }: OpenItem, who: string): string {
  if (kind === 'url' && text !== null) return t('table.added-url', { who, host: hostOf(text) });
  if (kind === 'note' || kind === 'markdown' || text === null) return t('table.added-note', { who });
  return t('table.added-file', { who, name: text });
}

/** What is shown to all, and who stands at the door. */
function door(before: OpenView, after: OpenView): string[] {
  const said: string[] = [];
  const shown = after.presented;
  const anew =
    shown?.itemId !== before.presented?.itemId || shown?.participantId !== before.presented?.participantId;
  if (shown === null) {
    if (before.presented !== null) said.push(t('presented.ended'));
  } else if (anew && shown.participantId !== after.you) {
    const presenter = after.participants.find(({ id }) => id === shown.participantId);
    const item = after.items.find(({ id }) => id === shown.itemId);
    const what = item === undefined ? t('card.unknown') : titleOf(item);
    said.push(t('presented.by', { who: nameOf(presenter), what }));
  }
  if (before.locked !== after.locked) said.push(t(after.locked ? 'lock.now-on' : 'lock.now-off'));
  for (const knock of after.knocks) {
    if (before.knocks.some(({ id }) => id === knock.id)) continue;
    said.push(t('knock.who', { who: knock.name ?? t('person.someone') }));
  }
  return said;
}
