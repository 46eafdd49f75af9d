import { useSignal } from '@preact/signals';
import type { ParticipantView } from '../../shared/meeting-view.ts';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from '../panel/cross-icon.tsx';
import type { OpenView } from './opened.ts';
import type { Look } from './participant-look.ts';
import { ParticipantShape } from './participant-shape.tsx';
import type { Act } from './trouble-line.tsx';

/** What a participant is called on this screen. */
export function calledName(participant: ParticipantView | undefined, you: string): string {
  const name = participant?.name ?? null;
  if (participant?.id !== you) return name ?? t('person.someone');
  return name === null ? t('person.you') : t('person.you-named', { name });
}

/** A name on one line; one that is too long for it is cut at its end, and whole for whoever points at it or listens. */
export function PersonName({ name }: { name: string }) {
  return (
    <span class="person-name" title={name}>
      {name}
    </span>
  );
}

/** For somebody who is not in the view; an item goes with its owner, so this is hardly ever seen. */
export const UNKNOWN: Look = { hue: 0, shape: 'circle' };

export interface RosterProps {
  model: AppModel;
  view: OpenView;
  looks: ReadonlyMap<string, Look>;
  act: Act;
}

/** Everybody in the meeting, in the order of arrival. */
export function Roster({ model, view, looks, act }: RosterProps) {
  const asked = useSignal<string | null>(null);
  return (
    <ul class="roster" aria-label={t('roster.label')}>
      {view.participants.map((participant) => (
        <li
          key={participant.id}
          class={personClass(participant, asked.value)}
          data-participant-id={participant.id}
        >
          <ParticipantShape look={looks.get(participant.id) ?? UNKNOWN} />
          <PersonName name={calledName(participant, view.you)} />
          {participant.here ? null : <span class="person-note">{t('person.away')}</span>}
          {participant.id === view.you ? null : (
            <SendOut
              model={model}
              participant={participant}
              you={view.you}
              act={act}
              asked={asked.value === participant.id}
              ask={(on) => {
                asked.value = on ? participant.id : null;
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function personClass({ id, here }: ParticipantView, asked: string | null): string {
  if (asked === id) return 'person person-asked';
  return here ? 'person' : 'person person-away';
}

interface SendOutProps {
  model: AppModel;
  participant: ParticipantView;
  you: string;
  act: Act;
  /** Whether it is meant is being asked. */
  asked: boolean;
  ask(on: boolean): void;
}

/** B7: sends somebody out, after a second look. */
function SendOut({ model: { actions }, participant, you, act, asked, ask }: SendOutProps) {
  const who = calledName(participant, you);
  if (!asked) {
    return (
      <button
        class="icon-button send-out"
        type="button"
        aria-label={t('send-out.label', { who })}
        title={t('send-out.label', { who })}
        onClick={() => ask(true)}
      >
        <CrossIcon />
      </button>
    );
  }
  const sendOut = () => {
    ask(false);
    act(actions.removeParticipant(participant.id));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <span
      class="send-out-ask"
      role="group"
      aria-label={t('send-out.ask', { who })}
      onKeyDown={({ key }) => {
        if (key === 'Escape') ask(false);
      }}
    >
      <span class="send-out-text">{t('send-out.sure')}</span>
      <button class="button send-out-yes" type="button" onClick={sendOut}>
        {t('send-out.yes')}
      </button>
      <button class="button send-out-no" type="button" onClick={() => ask(false)}>
        {t('send-out.no')}
      </button>
    </span>
  );
}
