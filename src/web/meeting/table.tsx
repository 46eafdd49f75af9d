import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { useKeptFocus } from '../a11y/kept-focus.ts';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { Card } from './card.tsx';
import { Knocks, LockButton } from './door.tsx';
import { EnlargedItem } from './enlarged-item.tsx';
import type { OpenView } from './opened.ts';
import { usePacked } from './packed.ts';
import { looksOf } from './participant-look.ts';
import { PresentedItem, PresentedNote } from './presented.tsx';
import { Roster, UNKNOWN } from './roster.tsx';
import { useTroubleLine } from './trouble-line.tsx';

/** So near to its limit the table says how full it is. */
const NEARLY_FULL = LIMITS.itemsPerMeeting - 20;

/** C1: what everybody has put on the table, newest first, and who is there. */
export function Table({ model, view }: { model: AppModel; view: OpenView }) {
  const { state } = model;
  const enlarged = useSignal<string | null>(null);
  const items = view.items.toReversed();
  const looks = looksOf(view.participants.map(({ id }) => id));
  const removing = state.removing.value;
  const shown = view.items.find(({ id }) => id === view.presented?.itemId);
  const large = view.items.find(({ id }) => id === enlarged.value);
  const section = useRef<HTMLElement>(null);
  const cards = useRef<HTMLUListElement>(null);
  const [act, troubleLine] = useTroubleLine();
  /** What lay here when the reader came; only what comes later is seen to come. */
  const found = useRef<ReadonlySet<string>>(new Set(view.items.map(({ id }) => id)));
  useNewPresentation(model);
  useKeptFocus(section);
  usePacked(cards);
  const aside = shown !== undefined && state.ownView.value;
  return (
    <section ref={section} class="table" aria-labelledby="table-label">
      <h2 id="table-label" class="visually-hidden">
        {t('table.label')}
      </h2>
      <div class="table-head">
        <Roster model={model} view={view} looks={looks} act={act} />
        <LockButton model={model} view={view} act={act} />
      </div>
      {view.knocks.length === 0 && !aside && troubleLine === null ? null : (
        <div class="notices">
          <Knocks model={model} view={view} act={act} />
          {aside ? <PresentedNote model={model} view={view} item={shown} looks={looks} /> : null}
          {troubleLine}
        </div>
      )}
      {shown === undefined || aside ? null : (
        <PresentedItem key={shown.id} model={model} view={view} item={shown} looks={looks} act={act} />
      )}
      {items.length >= NEARLY_FULL ? (
        <p class="table-count">{t('table.full', { count: items.length, max: LIMITS.itemsPerMeeting })}</p>
      ) : null}
      {items.length === 0 ? (
        <div class="table-empty">
          <p class="table-empty-headline">{t('table.empty.headline')}</p>
          <p>{t('table.empty.remedy')}</p>
        </div>
      ) : (
        <ul ref={cards} class="cards">
          {items.map((item) => (
            <Card
              key={item.id}
              model={model}
              item={item}
              view={view}
              look={looks.get(item.ownerId) ?? UNKNOWN}
              motion={removing.has(item.id) ? 'leaving' : found.current.has(item.id) ? 'still' : 'coming'}
              act={act}
              onEnlarge={() => {
                enlarged.value = item.id;
              }}
            />
          ))}
        </ul>
      )}
      {large === undefined ? null : (
        <EnlargedItem
          key={large.id}
          model={model}
          item={large}
          presentation={presentationOf(view)}
          onClose={() => {
            enlarged.value = null;
          }}
        />
      )}
    </section>
  );
}

/** What is shown to all and by whom, on whichever page; null: nothing. */
function presentationOf(view: OpenView | null): string | null {
  const presented = view?.presented ?? null;
  return presented === null ? null : `${presented.itemId} ${presented.participantId}`;
}

/** Whoever had gone back to their own view sees the next thing that is shown; pages leafed to alone are of one thing. */
function useNewPresentation({ state }: AppModel): void {
  const before = useSignal<string | null>(null);
  useSignalEffect(() => {
    const now = presentationOf(state.meeting.value);
    if (now === before.peek()) return;
    before.value = now;
    state.ownView.value = false;
    state.ownPage.value = null;
  });
}
