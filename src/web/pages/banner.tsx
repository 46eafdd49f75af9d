import { t } from '../i18n/t.ts';
import type { AppModel } from './app-model.ts';

/** What is wrong with the line to the server, if anything. */
export function Banner({ model: { state } }: { model: AppModel }) {
  if (state.refusal.value === 'old-page') {
    return (
      <div class="banner">
        <p>{t('connection.old-page')}</p>
        <button class="button" type="button" onClick={() => location.reload()}>
          {t('connection.reload')}
        </button>
      </div>
    );
  }
  const said = whatIsWrong(state);
  return said === null ? null : (
    <div class="banner">
      <p>{t(said)}</p>
    </div>
  );
}

function whatIsWrong({ connection, refusal, restoring, interrupted }: AppModel['state']) {
  if (connection.value === 'offline') {
    if (refusal.value === 'server-full') return 'error.server-full';
    return refusal.value === null ? 'connection.offline' : 'connection.refused';
  }
  if (interrupted.value) return 'error.state-away';
  return restoring.value ? 'connection.restoring' : null;
}
