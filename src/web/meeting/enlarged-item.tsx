import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { DoorInDialog } from './door.tsx';
import { Download } from './file-card.tsx';
import { titleOf } from './item-title.ts';
import { LargeBody } from './large-body.tsx';
import type { OpenItem } from './opened.ts';

export interface EnlargedItemProps {
  model: AppModel;
  item: OpenItem;
  /** What is shown to all, and by whom; null: nothing. */
  presentation: string | null;
  onClose(): void;
}

/** A picture or a PDF file that the reader looks at alone; Escape leaves it, and so does what somebody shows to all. */
export function EnlargedItem({ model, item, presentation, onClose }: EnlargedItemProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const page = useSignal(1);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const before = useRef(presentation);
  useEffect(() => {
    if (presentation === before.current) return;
    before.current = presentation;
    if (presentation === null) return;
    dialog.current?.close();
    // Where one was is behind what is shown now; from here one gets back.
    document.getElementById('own-view')?.focus({ preventScroll: true });
  }, [presentation]);
  return (
    <dialog
      ref={dialog}
      id="enlarged"
      class="enlarged"
      data-item-id={item.id}
      aria-label={titleOf(item)}
      onClose={onClose}
    >
      <div class="enlarged-bar">
        <p class="presented-title">{titleOf(item)}</p>
        {item.source === null ? null : <Download source={item.source} name={item.text ?? ''} />}
        <button id="enlarged-close" class="button" type="button" onClick={() => dialog.current?.close()}>
          {t('enlarged.close')}
        </button>
      </div>
      <DoorInDialog model={model} />
      <LargeBody
        item={item}
        online={model.state.connection.value === 'online'}
        page={page.value}
        onPage={(next) => {
          page.value = next;
        }}
      />
    </dialog>
  );
}
