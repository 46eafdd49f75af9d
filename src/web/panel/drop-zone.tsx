import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { broughtFiles, canBeLaid } from './brought-files.ts';
import { recogniseKind, toContent } from './recognise.ts';
import { troubleText } from './trouble-text.ts';

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea') !== null;
const hasFiles = (brought: DataTransfer | null) => brought?.types.includes('Files') ?? false;

/** C1: whatever is dropped on the page, or pasted into it, is laid down. */
export function DropZone({ model: { state, actions } }: { model: AppModel }) {
  const over = useSignal(false);
  useEffect(() => {
    /** A text goes into the form first: what is in somebody's clipboard is not for everybody unseen. */
    const takeText = (text: string) => {
      const content = toContent(text, recogniseKind(text));
      if (typeof content !== 'string') {
        state.returned.value = [...state.returned.value, { content, trouble: null }];
      }
    };
    const layFiles = (files: readonly File[]) => {
      state.fileTroubles.value = actions.addFiles(files);
      const [first] = state.fileTroubles.value;
      if (first !== undefined) actions.announce(`${first.name}: ${troubleText(first.trouble)}`);
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
      if (files.length > 0) layFiles(files);
      else takeText(event.dataTransfer?.getData('text/plain') ?? '');
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = broughtFiles(event.clipboardData);
      if (files.length > 0) {
        event.preventDefault();
        return layFiles(files);
      }
      if (!isField(event.target)) takeText(event.clipboardData?.getData('text/plain') ?? '');
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
  }, [state, actions, over]);
  if (!over.value) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <p>{t(state.meeting.value === null ? 'drop.shelf' : 'drop.table')}</p>
    </div>
  );
}
