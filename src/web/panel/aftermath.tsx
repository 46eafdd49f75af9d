import type { Receipt } from '../../shared/protocol.ts';
import { t } from '../i18n/t.ts';
import { titleOf } from '../meeting/item-title.ts';
import type { AppModel, Undo } from '../pages/app-model.ts';

/**
 * B2: from where the last thing that was taken away, or everything, is gone. It is seen as it grows and said once, and
 * goes when the thing was put back.
 */
export function Aftermath({ model: { state } }: { model: AppModel }) {
  const receipt = state.receipt.value;
  const isOver = receipt === null || isPutBack(receipt, state.putBack.value);
  return (
    <div class="aftermath">{isOver ? null : <ReceiptLine receipt={receipt} undo={state.undo.value} />}</div>
  );
}

/** Whether the thing that a receipt is about lies there anew. */
export function isPutBack({ itemId }: Receipt, putBack: string | null): boolean {
  return itemId !== null && itemId === putBack;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function ReceiptLine({ receipt, undo }: { receipt: Receipt; undo: Undo | null }) {
  const { screens, gone, away, done, itemId } = receipt;
  return (
    <p
      id="receipt"
      class="receipt"
      data-done={done}
      data-gone={gone}
      data-screens={screens}
      data-away={away}
      data-item-id={itemId ?? ''}
    >
      {receiptText(receipt, undo)}
    </p>
  );
}

/** B2: a receipt in words. What it is about is named as long as the page has it, to be put back. */
export function receiptText(
  { itemId, screens, gone, away, erasedAt }: Receipt,
  undo: Pick<Undo, 'itemId' | 'draft'> | null,
): string {
  const time = clock.format(erasedAt);
  const figures = { count: screens, gone, time };
  const what = undo !== null && undo.itemId === itemId ? nameOf(undo) : t('receipt.last');
  const said = itemId === null ? t('receipt.all', figures) : t('receipt.one', { ...figures, what });
  return away > 0 ? `${said} ${t('receipt.away', { count: away })}` : said;
}

function nameOf({ draft }: Pick<Undo, 'draft'>): string {
  const kind = draft.kind === 'markdown' ? 'note' : draft.kind;
  return t(`receipt.${kind}`, { title: titleOf(draft) });
}
