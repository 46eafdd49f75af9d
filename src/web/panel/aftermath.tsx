import type { Receipt } from '../../shared/protocol.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { troubleText } from './trouble-text.ts';

/** What comes after something was taken away: it can be laid down anew for a moment, and from where it is gone (B2). */
export function Aftermath({ model }: { model: AppModel }) {
  const { undo, receipt } = model.state;
  return (
    <div class="aftermath" aria-live="polite">
      {undo.value === null ? null : <Undo model={model} />}
      {receipt.value === null ? null : <ReceiptLine receipt={receipt.value} />}
    </div>
  );
}

function Undo({ model: { actions } }: { model: AppModel }) {
  const putBack = async () => {
    const trouble = await actions.undoRemoval();
    actions.announce(trouble === null ? t('undo.done') : troubleText(trouble));
  };
  return (
    <p class="undo">
      <span>{t('table.removed')}</span>
      <button id="undo" class="quiet-button" type="button" onClick={() => void putBack()}>
        {t('undo.button')}
      </button>
    </p>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** B2 */
function ReceiptLine({ receipt }: { receipt: Receipt }) {
  const { screens, gone, away, done, itemId, erasedAt } = receipt;
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
      {t(itemId === null ? 'receipt.all' : 'receipt.one', {
        ...{ count: screens, gone, time: clock.format(erasedAt) },
      })}{' '}
      {away > 0 ? t('receipt.away', { count: away }) : null}
    </p>
  );
}
