import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { OpenItem } from '../meeting/opened.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { AppModel } from '../pages/app-model.ts';
import type { Mine } from './my-item.tsx';
import { troubleText } from './trouble-text.ts';

const ofOpen = ({ id, kind, text, file }: OpenItem, where: 'table' | 'shelf'): Mine => ({
  ...{ id, kind, where, pending: null },
  text: text ?? '',
  size: file?.size ?? null,
});
const ofPending = (item: PendingItem): Mine => ({
  ...{ id: item.id, where: 'pending', pending: item },
  kind: item.draft.kind,
  text: item.draft.text,
  size: item.draft.kind === 'file' ? item.draft.file.size : null,
});

/** C2: all that the server holds of the reader, and what is on its way there, newest first. */
export function myItems({ state }: AppModel): readonly Mine[] {
  const view = state.meeting.value;
  const table = (view?.items ?? []).filter((item) => item.ownerId === view?.you);
  const shelf = state.shelf.value.items;
  const known = new Set([...table, ...shelf].map(({ id }) => id));
  const coming = state.pending.value.filter(({ id }) => !known.has(id));
  return [
    ...table.map((item) => ofOpen(item, 'table')),
    ...shelf.map((item) => ofOpen(item, 'shelf')),
    ...coming.map(ofPending),
  ].toReversed();
}

/** C3: each of the reader's things with its "x". */
export function MyItems({ model, items }: { model: AppModel; items: readonly Mine[] }) {
  const { state, actions } = model;
  const section = useRef<HTMLElement>(null);
  const error = useSignal<string | null>(null);
  const inMeeting = state.meeting.value !== null;

  const remove = async (id: string) => {
    // The focus goes to the thing that takes this one's place, or to the list itself.
    const buttons = [...(section.current?.querySelectorAll<HTMLElement>('.remove') ?? [])];
    const at = buttons.findIndex((button) => button.dataset.removes === id);
    (buttons[at + 1] ?? buttons[at - 1] ?? section.current)?.focus();
    error.value = null;
    const trouble = await actions.removeItem(id);
    if (trouble !== null) error.value = troubleText(trouble);
    // The bar that offers to put it back says so itself.
    else if (state.undo.peek()?.itemId !== id) {
      actions.announce(t(state.removing.peek().has(id) ? 'undo.removing' : 'undo.removed'));
    }
  };
  const lay = async (id: string) => {
    section.current?.focus({ preventScroll: true }); // its row is about to be another
    const trouble = await actions.layItem(id);
    error.value = trouble === null ? null : troubleText(trouble);
  };
  const layAll = async () => {
    section.current?.focus({ preventScroll: true });
    const trouble = await actions.layAll();
    error.value = trouble === null ? null : troubleText(trouble);
  };
  const later = state.later.value;
  const row = (item: Mine) =>
    later === null ? null : (
      <later.MyItem
        key={item.id}
        model={model}
        item={item}
        onRemove={remove}
        onLay={inMeeting ? lay : null}
      />
    );
  const shelf = items.filter(({ where }) => where === 'shelf');
  const rest = items.filter(({ where }) => where !== 'shelf');

  return (
    <section ref={section} id="mine" class="mine" tabIndex={-1} aria-labelledby="mine-label">
      <h2 id="mine-label" class="label label-row">
        {t('mine.label')}
        <span class="count">{t('mine.count', { count: items.length, max: LIMITS.itemsPerParticipant })}</span>
      </h2>
      {error.value === null ? null : (
        <p class="error" role="alert">
          {error.value}
        </p>
      )}
      {items.length === 0 ? <p class="hint">{t(inMeeting ? 'mine.none' : 'mine.none-yet')}</p> : null}
      <ul class="my-items">{rest.map(row)}</ul>
      {shelf.length === 0 ? null : (
        <>
          <p class="hint shelf-hint">{shelfText(inMeeting, state.shelf.value.held, shelf.length)}</p>
          {inMeeting ? (
            <button id="lay-all" class="quiet-button" type="button" onClick={() => void layAll()}>
              {t('shelf.lay-all')}
            </button>
          ) : null}
          <ul class="my-items my-shelf">{shelf.map(row)}</ul>
        </>
      )}
    </section>
  );
}

function shelfText(inMeeting: boolean, held: boolean, count: number): string {
  if (inMeeting) return t('shelf.held-back', { count });
  return t(held ? 'shelf.stays' : 'shelf.waits');
}
