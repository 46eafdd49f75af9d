import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { titleOf } from './item-title.ts';
import { LargeBody } from './large-body.tsx';
import type { OpenItem, OpenView } from './opened.ts';
import type { Look } from './participant-look.ts';
import { ParticipantShape } from './participant-shape.tsx';
import { calledName, UNKNOWN } from './roster.tsx';
import type { Act } from './trouble-line.tsx';

export interface PresentedProps {
  model: AppModel;
  view: OpenView;
  item: OpenItem;
  looks: ReadonlyMap<string, Look>;
  act: Act;
}

/** What somebody shows to all fills the table; everybody can go back to their own view, and leaf alone. */
export function PresentedItem({ model, view, item, looks, act }: PresentedProps) {
  const { state, actions } = model;
  const { presented } = view;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever had scrolled down would not see that something is shown.
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  if (presented === null) return null;
  const mine = presented.participantId === view.you;
  const who = calledName(personIn(view, presented.participantId), view.you);
  const alone = mine || state.ownPage.value?.itemId !== item.id ? null : state.ownPage.value;
  const onPage = (next: number) => {
    if (mine) act(actions.present(item.id, next));
    else state.ownPage.value = { itemId: item.id, page: next };
  };
  return (
    <section
      ref={section}
      class="presented"
      data-item-id={item.id}
      data-page={alone?.page ?? presented.page}
      aria-label={t('presented.label', { who, what: titleOf(item) })}
    >
      <div class="presented-bar">
        <p class="presented-title">{titleOf(item)}</p>
        <p class="presented-who">
          <ParticipantShape look={looks.get(presented.participantId) ?? UNKNOWN} />
          {alone === null ? whoShows(view, item) : t('presented.alone')}
          {alone === null ? null : (
            <button
              id="follow"
              class="quiet-button"
              type="button"
              onClick={() => {
                state.ownPage.value = null;
              }}
            >
              {t('presented.follow')}
            </button>
          )}
        </p>
        <div class="presented-acts">
          {mine ? null : (
            <button
              id="own-view"
              class="button"
              type="button"
              onClick={() => {
                state.ownView.value = true;
              }}
            >
              {t('presented.own-view')}
            </button>
          )}
          <button
            id="stop-presenting"
            class="button"
            type="button"
            onClick={() => act(actions.present(null))}
          >
            {t('presented.stop')}
          </button>
        </div>
      </div>
      <LargeBody
        item={item}
        page={alone?.page ?? presented.page}
        onPage={onPage}
        online={state.connection.value === 'online'}
      />
    </section>
  );
}

const personIn = (view: OpenView, id: string | undefined) => view.participants.find((p) => p.id === id);

/** Who shows it, and whose it is when that is somebody else. */
function whoShows(view: OpenView, item: OpenItem): string {
  const presenter = view.presented?.participantId;
  const who = calledName(personIn(view, presenter), view.you);
  const shows = presenter === view.you ? t('presented.you') : t('presented.who', { who });
  if (item.ownerId === presenter) return shows;
  const owner = calledName(personIn(view, item.ownerId), view.you);
  return t('presented.of', { shows, owner });
}

/** Somebody shows something, and the reader looks at their own view. */
export function PresentedNote({ model, view, item, looks }: Omit<PresentedProps, 'act'>) {
  const presenter = personIn(view, view.presented?.participantId);
  return (
    <div class="presented-note">
      <ParticipantShape look={looks.get(presenter?.id ?? '') ?? UNKNOWN} />
      <p class="presented-note-text">
        {t('presented.by', { who: calledName(presenter, view.you), what: titleOf(item) })}
      </p>
      <button
        id="look"
        class="button"
        type="button"
        onClick={() => {
          model.state.ownView.value = false;
        }}
      >
        {t('presented.look')}
      </button>
    </div>
  );
}
