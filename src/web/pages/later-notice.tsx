import { t } from '../i18n/t.ts';
import type { AppModel } from './app-model.ts';

/** Stands where a part of the page will be that is on its way, or did not come. */
export function LaterNotice({ model: { state, actions } }: { model: AppModel }) {
  const failed = state.laterFailed.value;
  return (
    <div class="later" role="status" data-failed={failed ? '' : undefined}>
      <p>{t(failed ? 'later.failed' : 'later.coming')}</p>
      {failed ? (
        <p class="later-acts">
          <button id="later-again" class="button button-main" type="button" onClick={actions.fetchLater}>
            {t('later.again')}
          </button>{' '}
          <a class="button" href="/">
            {t('later.reload')}
          </a>
        </p>
      ) : null}
    </div>
  );
}
