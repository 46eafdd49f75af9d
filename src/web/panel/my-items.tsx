import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ItemKind } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import { hostOf } from '../meeting/host.ts';
import type { OpenItem } from '../meeting/opened.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from './cross-icon.tsx';
import { sizeText } from './size-text.ts';
import { troubleText } from './trouble-text.ts';

/** Something of the reader's, wherever it is. */
interface Mine {
  readonly id: string;
  readonly kind: ItemKind;
  readonly text: string;
  readonly size: number | null;
  readonly where: 'table' | 'shelf' | 'pending';
  readonly pending: PendingItem | null;
}

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
    else if (state.undo.peek()?.itemId !== id) actions.announce(t('undo.removed'));
  };
  const lay = async (id: string) => {
    const trouble = await actions.layItem(id);
    error.value = trouble === null ? null : troubleText(trouble);
  };
  const row = (item: Mine) => (
    <MyItem key={item.id} model={model} item={item} onRemove={remove} onLay={inMeeting ? lay : null} />
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
          <p class="hint shelf-hint">{t(shelfText(inMeeting, state.shelf.value.held))}</p>
          <ul class="my-items my-shelf">{shelf.map(row)}</ul>
        </>
      )}
    </section>
  );
}

function shelfText(inMeeting: boolean, held: boolean) {
  if (inMeeting) return 'shelf.held-back';
  return held ? 'shelf.stays' : 'shelf.waits';
}

interface MyItemProps {
  model: AppModel;
  item: Mine;
  onRemove(id: string): void;
  /** null: there is no table to lay it on. */
  onLay: ((id: string) => void) | null;
}

function MyItem({ model: { state, actions }, item, onRemove, onLay }: MyItemProps) {
  const { id, where, pending } = item;
  const leaving = state.removing.value.has(id);
  const trouble = pending?.trouble ?? null;
  return (
    <li
      class={leaving ? 'mine-item mine-leaving' : 'mine-item'}
      data-item-id={id}
      data-where={where}
      data-kind={item.kind}
    >
      <span class="mine-text">
        {item.kind === 'url' ? <strong>{hostOf(item.text)}</strong> : null} {shortOf(item)}
        {item.size === null ? null : <small class="mine-size">{sizeText(item.size)}</small>}
        {pending === null ? null : <Progress item={pending} online={state.connection.value === 'online'} />}
      </span>
      {trouble === null ? null : (
        <button class="quiet-button retry" type="button" onClick={() => actions.retryItem(id)}>
          {t('mine.retry')}
        </button>
      )}
      {where === 'shelf' && onLay !== null ? (
        <button class="quiet-button lay" type="button" onClick={() => onLay(id)}>
          {t('shelf.lay')}
        </button>
      ) : null}
      <button
        class="icon-button remove"
        type="button"
        data-removes={id}
        aria-label={t(where === 'pending' ? 'mine.cancel' : 'card.remove', { what: titleOf(item) })}
        onClick={() => onRemove(id)}
      >
        <CrossIcon />
      </button>
    </li>
  );
}

/** How far something on its way is, or why it does not go on. */
function Progress({ item: { progress, trouble, draft }, online }: { item: PendingItem; online: boolean }) {
  if (trouble !== null) return <em class="mine-trouble">{troubleText(trouble)}</em>;
  if (!online) return <em class="mine-waiting">{t('add.waiting')}</em>;
  if (draft.kind !== 'file') return null;
  const percent = Math.round((progress ?? 0) * 100);
  return (
    <progress class="progress" max={100} value={percent} aria-label={t('mine.progress')}>
      {percent}%
    </progress>
  );
}

/** What follows the host of an address, or the whole note; the style sheet cuts it to a line. */
function shortOf({ kind, text }: Mine): string {
  if (kind !== 'url' || !URL.canParse(text)) return text;
  const { pathname, search, hash } = new URL(text);
  const rest = `${pathname}${search}${hash}`;
  return rest === '/' ? '' : rest;
}

function titleOf({ kind, text }: Mine): string {
  const start = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return kind === 'note' || kind === 'markdown' ? t('card.this-note', { start }) : start;
}
