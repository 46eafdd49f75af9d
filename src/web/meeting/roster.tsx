import type { ParticipantView } from '../../shared/meeting-view.ts';
import { t } from '../i18n/t.ts';
import type { OpenView } from './opened.ts';
import type { Look } from './participant-look.ts';
import { ParticipantShape } from './participant-shape.tsx';

/** What a participant is called on this screen. */
export function calledName(participant: ParticipantView | undefined, you: string): string {
  const name = participant?.name ?? null;
  if (participant?.id !== you) return name ?? t('person.someone');
  return name === null ? t('person.you') : t('person.you-named', { name });
}

/** For somebody who is not in the view; an item goes with its owner, so this is hardly ever seen. */
export const UNKNOWN: Look = { hue: 0, shape: 'circle' };

/** Everybody in the meeting, in the order of arrival. */
export function Roster({ view, looks }: { view: OpenView; looks: ReadonlyMap<string, Look> }) {
  return (
    <ul class="roster" aria-label={t('roster.label')}>
      {view.participants.map((participant) => (
        <li
          key={participant.id}
          class={participant.here ? 'person' : 'person person-away'}
          data-participant-id={participant.id}
        >
          <ParticipantShape look={looks.get(participant.id) ?? UNKNOWN} />
          <span class="person-name">{calledName(participant, view.you)}</span>
          {participant.here ? null : <span class="person-note">{t('person.away')}</span>}
        </li>
      ))}
    </ul>
  );
}
