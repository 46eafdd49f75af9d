import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { broughtFiles, broughtText, canBeLaid } from './brought-files.ts';
import { layFiles } from './lay-files.ts';
import { recogniseKind } from './recognise.ts';

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea') !== null;
const hasFiles = (brought: DataTransfer | null) => brought?.types.includes('Files') ?? false;

/** C1: whatever is dropped on the page, or pasted into it, is laid down. */
export function DropZone({ model }: { model: AppModel }) {
  const { state } = model;
  const over = useSignal(false);
  useEffect(() => {
    /**
     * A text goes into the form first: what is in somebody's clipboard is not for everybody unseen. One that is too long
     * stands there too, with how much.
     */
    const takeText = (text: string) => {
      if (text.trim() === '') return;
      const content = { kind: recogniseKind(text), text: text.replace(/\r\n?/g, '\n') };
      state.returned.value = [...state.returned.value, { content, trouble: null }];
    };
    let ownDrag = false;
    const onStart = () => {
      ownDrag = true;
    };
    const onEnd = () => {
      ownDrag = false;
    };
    /** A text that is dragged into a field, and what is dragged about within the page, are none of this. */
    const isOurs = ({ dataTransfer, target }: DragEvent) =>
      canBeLaid(dataTransfer) && !ownDrag && (hasFiles(dataTransfer) || !isField(target));
    const onDrag = (event: DragEvent) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      over.value = true;
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const onDrop = (event: DragEvent) => {
      over.value = false;
      if (!isOurs(event)) return;
      event.preventDefault();
      const files = broughtFiles(event.dataTransfer);
      if (files.length > 0) layFiles(files, model);
      else takeText(broughtText(event.dataTransfer));
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = broughtFiles(event.clipboardData);
      if (files.length > 0) {
        event.preventDefault();
        return layFiles(files, model);
      }
      if (!isField(event.target)) takeText(broughtText(event.clipboardData));
    };
    document.addEventListener('dragstart', onStart);
    document.addEventListener('dragend', onEnd);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragstart', onStart);
      document.removeEventListener('dragend', onEnd);
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, [model, state, over]);
  if (!over.value) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <p>{t(state.meeting.value === null ? 'drop.shelf' : 'drop.table')}</p>
    </div>
  );
}
