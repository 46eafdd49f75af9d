import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Height of a row of the packed list, px, as in `.cards-packed`. */
const ROW_PX = 4;

/** How many rows a thing takes, with the gap below it. */
export const rowsFor = (height: number, gap: number): number =>
  Math.max(1, Math.ceil((height + gap) / ROW_PX));

/**
 * Each thing of a list is as tall as what is in it, and the next one lies close below it: no style sheet can do both yet.
 * Without the script's sizes they stand in rows.
 */
export function usePacked(list: RefObject<HTMLElement | null>): void {
  const watch = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watch.current?.disconnect(), []);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    watch.current ??= new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (!(target instanceof HTMLElement) || target.parentElement === null) continue;
        const gap = Number.parseFloat(getComputedStyle(target.parentElement).columnGap) || 0;
        target.style.gridRowEnd = `span ${rowsFor(target.offsetHeight, gap)}`;
        target.parentElement.classList.add('cards-packed');
      }
    });
    for (const child of element.children) watch.current.observe(child);
  });
}
