import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ItemKind } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import { hostOf } from '../meeting/host.ts';
import type { OpenView } from '../meeting/opened.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from './name-form.tsx';
import { troubleText } from './trouble-text.ts';

interface Mine {
  id: string;
  kind: ItemKind;
  text: string;
  waiting: boolean;
}

/** What the reader has on the table, or on its way there, newest first. */
export function myItems({ state }: AppModel, view: OpenView): Mine[] {
  const laid = view.items.filter((item) => item.ownerId === view.you);
  const known = new Set(laid.map(({ id }) => id));
  const coming = state.pending.value.filter(({ id }) => !known.has(id));
  return [
    ...laid.map(({ id, kind, text }) => ({ id, kind, text: text ?? '', waiting: false })),
    ...coming.map(({ id, draft: { kind, text } }) => ({ id, kind, text, waiting: true })),
  ].toReversed();
}

/** C3: each of the reader's things with its "x". */
export function MyItems({ model, items }: { model: AppModel; items: Mine[] }) {
  const { state, actions } = model;
  const section = useRef<HTMLElement>(null);
  const error = useSignal<string | null>(null);

  const remove = async (id: string, at: number) => {
    // The focus goes to the thing that takes this one's place, or to the list itself.
    const buttons = [...(section.current?.querySelectorAll<HTMLElement>('.remove') ?? [])];
    (buttons[at + 1] ?? buttons[at - 1] ?? section.current)?.focus();
    error.value = null;
    const trouble = await actions.removeItem(id);
    if (trouble === null) actions.announce(t('table.removed'));
    else error.value = troubleText(trouble);
  };

  return (
    <section ref={section} class="mine" tabIndex={-1} aria-labelledby="mine-label">
      <h2 id="mine-label" class="label label-row">
        {t('mine.label')}
        <span class="count">{t('mine.count', { count: items.length, max: LIMITS.itemsPerParticipant })}</span>
      </h2>
      {error.value === null ? null : (
        <p class="error" role="alert">
          {error.value}
        </p>
      )}
      {items.length === 0 ? <p class="hint">{t('mine.none')}</p> : null}
      <ul class="my-items">
        {items.map((item, at) => (
          <li
            key={item.id}
            class={state.removing.value.has(item.id) ? 'mine-item mine-leaving' : 'mine-item'}
          >
            <span class="mine-text">
              {item.kind === 'url' ? <strong>{hostOf(item.text)}</strong> : null} {shortOf(item)}
              {item.waiting && state.connection.value !== 'online' ? (
                <em class="mine-waiting">{t('add.waiting')}</em>
              ) : null}
            </span>
            <button
              class="icon-button remove"
              type="button"
              aria-label={t('card.remove', { what: titleOf(item) })}
              onClick={() => void remove(item.id, at)}
            >
              <CrossIcon />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What follows the host of an address, or the whole note; the style sheet cuts it to a line. */
function shortOf({ kind, text }: Mine): string {
  if (kind === 'note' || !URL.canParse(text)) return text;
  const { pathname, search, hash } = new URL(text);
  const rest = `${pathname}${search}${hash}`;
  return rest === '/' ? '' : rest;
}

function titleOf({ kind, text }: Mine): string {
  const start = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return kind === 'url' ? text : t('card.this-note', { start });
}
