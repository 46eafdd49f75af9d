import type { Receipt } from '../../shared/protocol.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';

/** B2: from where the last thing that was taken away, or everything, is gone. It is seen as it grows and said once. */
export function Aftermath({ model }: { model: AppModel }) {
  const receipt = model.state.receipt.value;
  return <div class="aftermath">{receipt === null ? null : <ReceiptLine receipt={receipt} />}</div>;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function ReceiptLine({ receipt }: { receipt: Receipt }) {
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
      {receiptText(receipt)}
    </p>
  );
}

/** B2: a receipt in words. */
export function receiptText({ itemId, screens, gone, away, erasedAt }: Receipt): string {
  const time = clock.format(erasedAt);
  const said = t(itemId === null ? 'receipt.all' : 'receipt.one', { count: screens, gone, time });
  return away > 0 ? `${said} ${t('receipt.away', { count: away })}` : said;
}
