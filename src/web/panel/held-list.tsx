import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Held } from '../../shared/protocol.ts';
import { t } from '../i18n/meeting-t.ts';
import type { Trouble } from '../meeting/request.ts';
import type { AppModel } from '../pages/app-model.ts';
import { type CookieHere, cookieStoreHere, cookiesHere } from './cookies-here.ts';
import { cookieRows, type HeldRow, rowsOf } from './held-rows.ts';
import { notesHere } from './left-here.ts';
import { troubleText } from './trouble-text.ts';

/** Pause between two looks, ms. */
const LOOK_MS = 1_000;

/** What was found at the last look; null: none was taken yet. */
interface Found {
  readonly held: Held | Trouble;
  readonly cookies: readonly CookieHere[];
  readonly notes: readonly string[];
}

/** B1: looks every second, as long as it is there. */
export function HeldList({ model }: { model: AppModel }) {
  const { actions } = model;
  const found = useSignal<Found | null>(null);
  const isGone = useRef(false);
  const look = async () => {
    const [held, cookies] = await Promise.all([
      actions.held(),
      cookiesHere(document.cookie, cookieStoreHere()),
    ]);
    if (!isGone.current)
      found.value = {
        held,
        cookies,
        notes: notesHere(window, { inMeeting: model.state.meeting.value !== null }),
      };
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      isGone.current = true;
      clearInterval(timer);
    };
  }, []);
  if (found.value === null) return <p class="hint">{t('held.loading')}</p>;
  const { held, cookies, notes } = found.value;
  return (
    <HeldBody
      rows={[
        ...(typeof held === 'string' ? [] : rowsOf(held, model)),
        ...cookieRows(cookies, Date.now(), model),
      ]}
      notes={notes}
      trouble={typeof held === 'string' ? held : null}
      afterDeleting={async () => {
        actions.forgetRemoval(); // what is deleted here is not kept by the page either
        await look();
      }}
    />
  );
}

export interface HeldBodyProps {
  rows: readonly HeldRow[];
  /** What is there besides, and goes by itself. */
  notes: readonly string[];
  /** Why the server does not say what it holds. */
  trouble: Trouble | null;
  afterDeleting(): Promise<void>;
}

export function HeldBody({ rows, notes, trouble, afterDeleting }: HeldBodyProps) {
  const list = useRef<HTMLUListElement>(null);
  const said = useSignal('');
  const failure = useSignal<Trouble | null>(null);
  const shown = trouble ?? failure.value;

  const remove = async (those: readonly HeldRow[], done: string) => {
    const troubles = await Promise.all(those.map((row) => row.remove()));
    failure.value = troubles.find((each) => each !== null) ?? null;
    const leaving = those.some(({ isLeaving }) => isLeaving?.());
    said.value = failure.value !== null ? '' : leaving ? t('held.deleting') : done;
    await afterDeleting();
  };
  /** The focus goes to the row that takes this one's place, or to the way out. */
  const goOn = (key: string | null) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('.held-delete') ?? [])];
    const at = buttons.findIndex((button) => button.dataset.deletes === key);
    const next = key === null ? undefined : (buttons[at + 1] ?? buttons[at - 1]);
    (next ?? document.getElementById('held-close'))?.focus();
  };

  return (
    <div class="held">
      <p class="hint">{t('held.lead')}</p>
      <p class="error" role={shown === null ? undefined : 'alert'}>
        {shown === null ? null : troubleText(shown)}
      </p>
      {notes.length === 0 ? null : (
        <ul id="held-notes" class="held-notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {rows.length === 0 && shown === null ? (
        <p id="held-nothing">{t(notes.length === 0 ? 'held.nothing' : 'held.nothing-else')}</p>
      ) : null}
      <ul ref={list} class="held-rows">
        {rows.map((row) => (
          <li key={row.key} class="held-row" data-held={row.key}>
            <span class="held-what">
              {row.what}
              <small>{row.isLeaving?.() ? t('held.deleting') : row.note}</small>
            </span>
            <span class="held-until">
              <span class="visually-hidden">{t('held.ends', { time: row.ends })}</span>
              <span aria-hidden="true">{row.ends}</span>
            </span>
            <button
              class="button held-delete"
              type="button"
              data-deletes={row.key}
              aria-label={t('held.delete-what', { what: row.what })}
              onClick={() => {
                goOn(row.key);
                void remove([row], t('held.deleted', { what: row.what }));
              }}
            >
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
          onClick={() => {
            goOn(null);
            void remove(rows, t('held.deleted-all'));
          }}
        >
          {t('held.delete-all')}
        </button>
      )}
      <p class="visually-hidden" role="status">
        {said.value}
      </p>
      <p class="hint">
        <a href="/retention" target="_blank" rel="noopener">
          {t('retention.title')}
        </a>
      </p>
    </div>
  );
}
