import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel, Undo } from '../pages/app-model.ts';
import { troubleText } from './trouble-text.ts';

/** C3: how long something taken away can be laid down anew, ms. */
const UNDO_MS = 5_000;

/**
 * C3: a bar in sight wherever the panel is scrolled to, that lays down anew what was just taken away. It takes no focus;
 * its place is there before it is, so that screen readers say it.
 */
export function UndoBar({ model }: { model: AppModel }) {
  const { undo, meeting } = model.state;
  const offered = undo.value;
  // C7: what was taken from the shelf must not come to lie on the table of a meeting that began since.
  const isOffered = offered !== null && offered.meetingId === (meeting.value?.id ?? null);
  return (
    <div class="undo-place" role="status">
      {isOffered ? <Bar key={offered.itemId} model={model} undo={offered} /> : null}
    </div>
  );
}

function Bar({ model: { state, actions }, undo }: { model: AppModel; undo: Undo }) {
  const bar = useRef<HTMLParagraphElement>(null);
  /** Nobody's button goes away under their finger. */
  const isHeld = useSignal(false);
  useEffect(() => {
    const timer = setInterval(() => {
      if (isHeld.peek()) return;
      clearInterval(timer);
      actions.forgetRemoval();
    }, UNDO_MS);
    return () => clearInterval(timer);
  }, [actions, isHeld]);
  const hold = () => {
    isHeld.value = true;
  };
  const letGo = () => {
    isHeld.value = bar.current?.matches(':focus-within, :hover') ?? false;
  };

  const putBack = async () => {
    // Where the thing is about to be: the list of what is mine, or, when that is folded away, what unfolds it.
    for (const id of ['panel-toggle', 'mine']) document.getElementById(id)?.focus({ preventScroll: true });
    const trouble = await actions.undoRemoval();
    const done = undo.wasHeldBack ? t('undo.in-form') : t('undo.done');
    actions.announce(trouble === null ? done : troubleText(trouble));
  };
  return (
    <p
      ref={bar}
      class="undo"
      onFocusIn={hold}
      onFocusOut={() => setTimeout(letGo)}
      onMouseEnter={hold}
      onMouseLeave={letGo}
    >
      <span>{t(state.removing.value.has(undo.itemId) ? 'undo.removing' : 'undo.removed')}</span>
      <button id="undo" class="quiet-button" type="button" onClick={() => void putBack()}>
        {t('undo.button')}
      </button>
    </p>
  );
}
