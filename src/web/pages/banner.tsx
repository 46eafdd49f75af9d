import { t } from '../i18n/t.ts';
import type { AppModel } from './app-model.ts';

/** What is wrong with the line to the server, if anything. */
export function Banner({ model: { state } }: { model: AppModel }) {
  if (state.refusal.value === 'old-page') {
    return (
      <div class="banner" role="alert">
        <p>{t('connection.old-page')}</p>
        <button class="button" type="button" onClick={() => location.reload()}>
          {t('connection.reload')}
        </button>
      </div>
    );
  }
  if (state.connection.value !== 'offline') {
    if (!state.restoring.value && !state.interrupted.value) return null;
    return (
      <div class="banner" role="status">
        <p>{t(state.interrupted.value ? 'error.state-away' : 'connection.restoring')}</p>
      </div>
    );
  }
  return (
    <div class="banner" role="status">
      <p>{t(state.refusal.value === null ? 'connection.offline' : 'connection.refused')}</p>
    </div>
  );
}
