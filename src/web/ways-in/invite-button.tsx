import type { Signal } from '@preact/signals';
import { t } from '../i18n/t.ts';

/** B6: the button that shows the QR code and the four words; `open` is whether they are on the screen. */
export function InviteButton({ open }: { open: Signal<boolean> }) {
  return (
    <div class="invite">
      <button
        id="invite-open"
        class="button"
        type="button"
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
        }}
      >
        {t('invite.open')}
      </button>
    </div>
  );
}
