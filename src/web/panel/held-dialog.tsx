import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Held } from '../../shared/protocol.ts';
import { t } from '../i18n/t.ts';
import type { Trouble } from '../meeting/request.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from './cross-icon.tsx';
import { countdown, sizeText } from './size-text.ts';
import { troubleText } from './trouble-text.ts';

/** Pause between two looks, ms. */
const LOOK_MS = 1_000;

/** B1: a live page of everything the server holds of this tab, and this browser of ZipSocket, each with its end. */
export function HeldDialog({ model }: { model: AppModel }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useSignal(false);
  return (
    <>
      <button
        id="held-open"
        class="quiet-button"
        type="button"
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
          dialog.current?.showModal();
        }}
      >
        {t('held.open')}
      </button>
      <dialog
        ref={dialog}
        id="held-dialog"
        class="sheet-dialog"
        aria-labelledby="held-title"
        onClose={() => {
          open.value = false;
        }}
      >
        <div class="dialog-head">
          <h2 id="held-title" class="dialog-title">
            {t('held.title')}
          </h2>
          <button
            class="icon-button"
            type="button"
            aria-label={t('held.close')}
            onClick={() => dialog.current?.close()}
          >
            <CrossIcon />
          </button>
        </div>
        {open.value ? <HeldList model={model} /> : null}
      </dialog>
    </>
  );
}

interface Row {
  readonly key: string;
  readonly what: string;
  readonly note: string;
  /** Server's clock; null: until it is deleted. */
  readonly until: number | null;
  remove(): Promise<unknown>;
}

function HeldList({ model }: { model: AppModel }) {
  const { actions } = model;
  const held = useSignal<Held | Trouble | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const answer = await actions.held();
      if (!gone) held.value = answer;
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [actions, held]);

  const known = held.value;
  if (known === null) return <p class="hint">{t('held.loading')}</p>;
  if (typeof known === 'string') {
    return (
      <p class="error" role="alert">
        {troubleText(known)}
      </p>
    );
  }
  const rows = rowsOf(known, model);
  return (
    <div class="held">
      <p class="hint">{t('held.lead')}</p>
      {rows.length === 0 ? <p id="held-nothing">{t('held.nothing')}</p> : null}
      <ul class="held-rows">
        {rows.map(({ key, what, note, until, remove }) => (
          <li key={key} class="held-row" data-held={key}>
            <span class="held-what">
              {what}
              <small>{note}</small>
            </span>
            <span class="held-until">
              {until === null ? t('held.no-end') : countdown(until - actions.serverNow())}
            </span>
            <button class="button held-delete" type="button" onClick={() => void remove()}>
              {t('held.delete')}
            </button>
          </li>
        ))}
      </ul>
      {rows.length < 2 ? null : (
        <button
          id="held-delete-all"
          class="button"
          type="button"
          onClick={() => void Promise.all(rows.map((row) => row.remove()))}
        >
          {t('held.delete-all')}
        </button>
      )}
      <p class="hint">
        <a href="/retention" target="_blank" rel="noopener">
          {t('held.gauge')}
        </a>
      </p>
    </div>
  );
}

function rowsOf(held: Held, { state, actions }: AppModel): Row[] {
  const texts = new Map(
    [...(state.meeting.value?.items ?? []), ...state.shelf.value.items].map(({ id, text }) => [id, text]),
  );
  const rows: Row[] = held.items.map(({ itemId, on, bytes, until }) => ({
    ...{ key: itemId, what: shortened(texts.get(itemId) ?? itemId), until },
    note: t(on === 'table' ? 'held.on-table' : 'held.on-shelf', { size: sizeText(bytes) }),
    remove: () => actions.removeItem(itemId),
  }));
  for (const { itemId, bytes, size, until } of held.uploads) {
    rows.push({
      ...{ key: itemId, what: t('held.upload'), until },
      note: t('held.uploaded', { part: sizeText(bytes), size: sizeText(size) }),
      remove: () => actions.removeItem(itemId),
    });
  }
  for (const { recordingId, seconds, until } of held.recordings) {
    rows.push({
      ...{ key: recordingId, what: t('held.recording'), until },
      note: t('held.seconds', { count: Math.round(seconds) }),
      remove: async () => actions.stopListening(),
    });
  }
  if (held.name !== null) {
    const note = t(hasCookie() ? 'held.name-cookie' : 'held.name');
    rows.push({ key: 'name', what: held.name, note, until: null, remove: () => actions.rename(null) });
  }
  return rows;
}

const hasCookie = () => document.cookie !== '';
const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
