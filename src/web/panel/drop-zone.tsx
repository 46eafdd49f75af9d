import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { broughtFiles, canBeLaid } from './brought-files.ts';
import { recogniseKind, toContent } from './recognise.ts';
import { troubleText } from './trouble-text.ts';

/** C1: whatever is dropped on the page, or pasted into it, is laid down. */
export function DropZone({ model: { state, actions } }: { model: AppModel }) {
  const over = useSignal(false);
  useEffect(() => {
    const layText = (text: string) => {
      const content = toContent(text, recogniseKind(text));
      if (typeof content === 'string') return;
      void actions.addItem(content).then((trouble) => {
        if (trouble !== null) state.returned.value = [...state.returned.value, { content, trouble }];
      });
    };
    const layFiles = (files: readonly File[]) => {
      state.fileTroubles.value = actions.addFiles(files);
      const [first] = state.fileTroubles.value;
      if (first !== undefined) actions.announce(`${first.name}: ${troubleText(first.trouble)}`);
    };
    const onDrag = (event: DragEvent) => {
      if (!canBeLaid(event.dataTransfer)) return;
      event.preventDefault();
      over.value = true;
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const onDrop = (event: DragEvent) => {
      over.value = false;
      if (!canBeLaid(event.dataTransfer)) return;
      event.preventDefault();
      const files = broughtFiles(event.dataTransfer);
      if (files.length > 0) layFiles(files);
      else layText(event.dataTransfer?.getData('text/plain') ?? '');
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = broughtFiles(event.clipboardData);
      if (files.length > 0) {
        event.preventDefault();
        return layFiles(files);
      }
      const isField = event.target instanceof Element && event.target.closest('input, textarea') !== null;
      if (!isField) layText(event.clipboardData?.getData('text/plain') ?? '');
    };
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, [state, actions, over]);
  if (!over.value) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <p>{t(state.meeting.value === null ? 'drop.shelf' : 'drop.table')}</p>
    </div>
  );
}
