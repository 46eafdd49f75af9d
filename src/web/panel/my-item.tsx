import type { ItemKind } from '../../shared/content.ts';
import { t } from '../i18n/meeting-t.ts';
import { hostOf } from '../meeting/host.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { Trouble } from '../meeting/request.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from './cross-icon.tsx';
import { sizeText } from './size-text.ts';
import { troubleText } from './trouble-text.ts';

/** What a file would run into again however often it were sent. */
const FOR_GOOD: readonly Trouble[] = [
  'image-too-large',
  'file-too-large',
  'empty-file',
  'bad-name',
  'unreadable',
];

/** Something of the reader's, wherever it is. */
export interface Mine {
  readonly id: string;
  readonly kind: ItemKind;
  readonly text: string;
  readonly size: number | null;
  readonly where: 'table' | 'shelf' | 'pending';
  readonly pending: PendingItem | null;
}

interface MyItemProps {
  model: AppModel;
  item: Mine;
  onRemove(id: string): void;
  /** null: there is no table to lay it on. */
  onLay: ((id: string) => void) | null;
}

/** One of the reader's things: what it is, how far it is, and what can be done with it. */
export function MyItem({ model: { state, actions }, item, onRemove, onLay }: MyItemProps) {
  const { id, where, pending } = item;
  const leaving = state.removing.value.has(id);
  const online = state.connection.value === 'online';
  const waiting = state.waiting.value.has(id);
  const trouble = pending?.trouble ?? null;
  return (
    <li
      class={leaving ? 'mine-item mine-leaving' : 'mine-item'}
      data-item-id={id}
      data-where={where}
      data-kind={item.kind}
    >
      <span class="mine-text">
        <span class="mine-line">
          <span class="mine-title">
            {item.kind === 'url' ? <strong>{hostOf(item.text)}</strong> : null} {shortOf(item)}
          </span>
          {item.size === null ? null : <small class="mine-size">{sizeText(item.size)}</small>}
        </span>
        {pending === null ? null : <Progress item={pending} online={online} waiting={waiting} />}
        {leaving && waiting ? (
          <em class="mine-waiting">{t(online ? 'mine.removing' : 'mine.removing-later')}</em>
        ) : null}
      </span>
      {trouble === null || FOR_GOOD.includes(trouble) ? null : (
        <button
          class="quiet-button retry"
          type="button"
          onClick={(event) => {
            focusBeside(event.currentTarget); // this button is about to go
            actions.retryItem(id);
          }}
        >
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
function Progress({
  item: { progress, trouble, draft },
  online,
  waiting,
}: {
  item: PendingItem;
  online: boolean;
  waiting: boolean;
}) {
  if (trouble !== null) return <em class="mine-trouble">{troubleText(trouble)}</em>;
  if (!online) return <em class="mine-waiting">{t('add.waiting')}</em>;
  if (draft.kind !== 'file') return waiting ? <em class="mine-waiting">{t('mine.trying')}</em> : null;
  if (progress === null) {
    return <em class="mine-waiting">{t(waiting ? 'mine.broken-off' : 'mine.in-line')}</em>;
  }
  const percent = Math.round(progress * 100);
  return (
    <span class="mine-progress">
      <progress
        class="progress"
        max={100}
        value={percent}
        aria-label={t('mine.progress', { what: draft.text })}
      />
      <small aria-hidden="true">{percent}%</small>
    </span>
  );
}

const focusBeside = (button: HTMLElement) =>
  button.parentElement?.querySelector<HTMLElement>('.remove')?.focus({ preventScroll: true });

/** What follows the host of an address, or the whole note; the style sheet cuts it to a line. */
function shortOf({ kind, text }: Mine): string {
  if (kind === 'markdown') return text.replace(/^[#>*\-\s]+/, '');
  if (kind !== 'url' || !URL.canParse(text)) return text;
  const { pathname, search, hash } = new URL(text);
  const rest = `${pathname}${search}${hash}`;
  return rest === '/' ? '' : rest;
}

function titleOf({ kind, text }: Mine): string {
  const start = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return kind === 'note' || kind === 'markdown' ? t('card.this-note', { start }) : start;
}
