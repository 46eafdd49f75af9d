import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { AppModel } from '../pages/app-model.ts';
import { isPutBack, receiptText } from './aftermath.tsx';
import { troubleText } from './trouble-text.ts';

/**
 * What became of files that were on their way, in words: which arrived, and which do not go on. A lost line is told
 * elsewhere, and everything that waits for it need not be named.
 *
 * @param arrived whether something is on the table or on the shelf now
 */
export function newsOf(
  before: readonly PendingItem[],
  after: readonly PendingItem[],
  arrived: (id: string) => 'table' | 'shelf' | null,
): string {
  const known = new Map(before.map((item) => [item.id, item]));
  const stuck = after.flatMap(({ id, draft, trouble }) =>
    trouble === null || trouble === 'offline' || trouble === known.get(id)?.trouble
      ? []
      : [t('files.trouble', { name: draft.text, why: troubleText(trouble) })],
  );
  const still = new Set(after.map(({ id }) => id));
  const there = before.flatMap(({ id, draft }) => {
    const place = still.has(id) || draft.kind !== 'file' ? null : arrived(id);
    return place === null ? [] : [t(`files.on-${place}`, { name: draft.text })];
  });
  return [...stuck, ...there].join(' ');
}

/** Says what happens to the reader's own things without their doing, for those who do not see it. */
export function useTold({ state, actions }: AppModel): void {
  const before = useRef<readonly PendingItem[]>([]);
  const receipt = useRef<string | null>(null);
  useSignalEffect(() => {
    const after = state.pending.value;
    const arrived = (id: string) => {
      if (state.meeting.peek()?.items.some((item) => item.id === id)) return 'table';
      return state.shelf.peek().items.some((item) => item.id === id) ? 'shelf' : null;
    };
    const news = newsOf(before.current, after, arrived);
    before.current = after;
    if (news !== '') actions.announce(news);
  });
  useSignalEffect(() => {
    const last = state.receipt.value;
    if (last === null || !last.done || last.receiptId === receipt.current) return;
    if (isPutBack(last, state.putBack.peek())) return;
    receipt.current = last.receiptId; // B2: once, not screen by screen
    actions.announce(receiptText(last, state.undo.peek()));
  });
}
