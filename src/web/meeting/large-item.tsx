import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { sizeText } from '../panel/size-text.ts';
import { Markdown } from '../show/markdown.tsx';
import { PdfView } from '../show/pdf-view.tsx';
import { Download, titleOf } from './card.tsx';
import { hostOf } from './host.ts';
import type { OpenItem, OpenView } from './opened.ts';
import { calledName } from './roster.tsx';

/** What somebody shows to all fills the table; everybody can go back to their own view, and leaf alone. */
export function PresentedItem({ model, view, item }: { model: AppModel; view: OpenView; item: OpenItem }) {
  const { state, actions } = model;
  const { presented } = view;
  if (presented === null) return null;
  const mine = presented.participantId === view.you;
  const presenter = view.participants.find(({ id }) => id === presented.participantId);
  const alone = state.ownPage.value;
  const leafsAlone = !mine && alone?.itemId === item.id;
  const page = leafsAlone ? alone.page : presented.page;
  const onPage = (next: number) => {
    if (mine) void actions.present(item.id, next);
    else state.ownPage.value = { itemId: item.id, page: next };
  };
  return (
    <section
      class="presented"
      data-item-id={item.id}
      data-page={page}
      aria-label={t('presented.label', { who: calledName(presenter, view.you), what: titleOf(item) })}
    >
      <div class="presented-bar">
        <p class="presented-who">
          {mine
            ? t('presented.by-you', { what: titleOf(item) })
            : t('presented.by', { who: calledName(presenter, view.you), what: titleOf(item) })}
        </p>
        {leafsAlone ? (
          <button
            id="follow"
            class="button"
            type="button"
            onClick={() => {
              state.ownPage.value = null;
            }}
          >
            {t('presented.follow')}
          </button>
        ) : null}
        <button id="stop-presenting" class="button" type="button" onClick={() => void actions.present(null)}>
          {t('presented.stop')}
        </button>
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
      </div>
      <LargeBody item={item} page={page} onPage={onPage} />
    </section>
  );
}

/** Somebody shows something, and the reader looks at their own view. */
export function PresentedNote({ model, view, item }: { model: AppModel; view: OpenView; item: OpenItem }) {
  const presenter = view.participants.find(({ id }) => id === view.presented?.participantId);
  return (
    <p class="presented-note">
      {t('presented.by', { who: calledName(presenter, view.you), what: titleOf(item) })}{' '}
      <button
        id="look"
        class="quiet-button"
        type="button"
        onClick={() => {
          model.state.ownView.value = false;
        }}
      >
        {t('presented.look')}
      </button>
    </p>
  );
}

/** A picture or a PDF file that the reader looks at alone. */
export function EnlargedItem({ item, onClose }: { item: OpenItem; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const page = useSignal(1);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} id="enlarged" class="enlarged" aria-label={titleOf(item)} onClose={onClose}>
      <div class="presented-bar">
        <p class="presented-who">{titleOf(item)}</p>
        {item.source === null ? null : <Download source={item.source} name={item.text ?? ''} />}
        <button id="enlarged-close" class="button" type="button" onClick={() => dialog.current?.close()}>
          {t('enlarged.close')}
        </button>
      </div>
      <LargeBody
        item={item}
        page={page.value}
        onPage={(next) => {
          page.value = next;
        }}
      />
    </dialog>
  );
}

function LargeBody({ item, page, onPage }: { item: OpenItem; page: number; onPage(page: number): void }) {
  const { kind, text, source, file } = item;
  if (text === null) return <p>{t('card.unreadable')}</p>;
  if (kind === 'note') return <Large>{<p class="note-text">{text}</p>}</Large>;
  if (kind === 'markdown') return <Large>{<Markdown text={text} />}</Large>;
  if (kind === 'url') {
    return (
      <Large>
        <a
          class="large-address"
          href={text}
          target="_blank"
          rel="noopener noreferrer"
          referrerpolicy="no-referrer"
        >
          <span class="card-host">{hostOf(text)}</span>
          <span class="card-address">{text}</span>
          <span class="visually-hidden">{t('card.new-tab')}</span>
        </a>
      </Large>
    );
  }
  if (source === null || file === null) return null;
  if (kind === 'image') return <img class="large-picture" src={source} alt={text} />;
  if (kind === 'pdf') return <PdfView source={source} name={text} page={page} onPage={onPage} />;
  return (
    <Large>
      <p>
        {text} · {sizeText(file.size)}
      </p>
      <Download source={source} name={text} />
    </Large>
  );
}

const Large = ({ children }: { children: ComponentChildren }) => <div class="large-text">{children}</div>;
