import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel, Undo } from '../pages/app-model.ts';
import { troubleText } from './trouble-text.ts';

/** C3: how long something taken away can be laid down anew, ms. */
const UNDO_MS = 5_000;

/** C3: what was just taken away, with the button that lays it down anew. It takes no focus. */
export function UndoOffer({ model: { state, actions }, undo }: { model: AppModel; undo: Undo }) {
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
