import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { LaterNotice } from '../pages/later-notice.tsx';
import { CrossIcon } from './cross-icon.tsx';

/** B1: a live page of everything the server holds of this tab, and this browser of ZipSocket, each with its end. */
export function HeldDialog({ model }: { model: AppModel }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useSignal(false);
  const later = model.state.later.value;
  return (
    <>
      <button
        id="held-open"
        class="quiet-button"
        type="button"
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
          model.actions.fetchLater();
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
            id="held-close"
            class="icon-button"
            type="button"
            aria-label={t('held.close')}
            onClick={() => dialog.current?.close()}
          >
            <CrossIcon />
          </button>
        </div>
        {open.value && later !== null ? <later.DoorInDialog model={model} /> : null}
        {open.value ? (
          later === null ? (
            <LaterNotice model={model} />
          ) : (
            <later.HeldList model={model} />
          )
        ) : null}
      </dialog>
    </>
  );
}
