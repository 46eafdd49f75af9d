import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Where to go on, the best first, when what had the focus is gone, by the area it was in. */
const GO_ON: readonly (readonly [area: string, next: readonly string[]])[] = [
  ['.knock', ['.knock .let-in']],
  ['.presented', ['#look', '.present[data-shown]', '#stop-presenting']],
  ['.presented-note', ['#own-view', '#stop-presenting']],
  ['.enlarged', ['.card .present']],
  ['.person', ['.person .send-out-no', '.person .send-out']],
  ['.card', ['.card .present']],
];

/** A selector of the very thing that the area was about, if that is still there. */
function same(area: Element): readonly string[] {
  const { itemId, participantId } = (area as HTMLElement).dataset;
  if (itemId !== undefined) return [`.card[data-item-id="${itemId}"] .present`];
  if (participantId === undefined) return [];
  const person = `.person[data-participant-id="${participantId}"]`;
  return [`${person} .send-out-no`, `${person} .send-out`];
}

function nextOf(element: Element): readonly string[] {
  for (const [selector, next] of GO_ON) {
    const area = element.closest(selector);
    if (area === null) continue;
    return selector === '.presented' ? ['#look', ...same(area), ...next] : [...same(area), ...next];
  }
  return [];
}

const LAST_RESORTS = ['#lock', '#invite-close', '#enlarged-close', '#held-close'];

/**
 * Whoever works with the keyboard goes on where they were when a button goes away under them, by their own press or by
 * what somebody else does. The last resort is the lock, or the way out of a dialog, which are always there.
 */
export function useKeptFocus(within: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = within.current;
    if (root === null) return;
    let last: { element: Element; next: readonly string[] } | null = null;
    const goOn = () => {
      if (last === null || last.element.isConnected) return;
      const { next } = last;
      last = null;
      if (document.activeElement !== document.body) return;
      for (const selector of [...next, ...LAST_RESORTS]) {
        const found = root.querySelector<HTMLElement>(selector);
        if (found !== null) return found.focus({ preventScroll: true });
      }
    };
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element) last = { element: target, next: nextOf(target) };
    };
    // An element that is taken away may lose the focus first: only what stays has been left on purpose.
    const onBlur = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (last?.element === target && last.element.isConnected) last = null;
      });
    const watch = new MutationObserver(goOn);
    watch.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', onFocus);
    root.addEventListener('focusout', onBlur);
    return () => {
      watch.disconnect();
      root.removeEventListener('focusin', onFocus);
      root.removeEventListener('focusout', onBlur);
    };
  }, [within]);
}
