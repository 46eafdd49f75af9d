import { useSignal } from '@preact/signals';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { SecondsLeft } from '../panel/door-notice.tsx';
import { troubleText } from '../panel/trouble-text.ts';
import type { OpenView } from './opened.ts';

/** B7: whoever comes later has to knock. */
export function LockButton({ model: { actions }, view }: { model: AppModel; view: OpenView }) {
  return (
    <button
      id="lock"
      class="button lock"
      type="button"
      aria-pressed={view.locked}
      title={t(view.locked ? 'lock.is-on' : 'lock.is-off')}
      onClick={() => void actions.lock(!view.locked)}
    >
      <svg class="icon lock-sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <rect x="3" y="7" width="10" height="7" rx="1.5" />
        <path d={view.locked ? 'M5 7V5a3 3 0 0 1 6 0v2' : 'M5 7V5a3 3 0 0 1 5.8-1'} />
      </svg>
      {t(view.locked ? 'lock.locked' : 'lock.open')}
    </button>
  );
}

/** B7: people at the door of a locked meeting. */
export function Knocks({ model: { actions }, view }: { model: AppModel; view: OpenView }) {
  const error = useSignal<string | null>(null);
  if (view.knocks.length === 0) return null;
  const answer = async (knockId: string, yes: boolean) => {
    const trouble = await actions.answerKnock(knockId, yes);
    error.value = trouble === null || trouble === 'not-found' ? null : troubleText(trouble);
  };
  return (
    <ul class="knocks" aria-label={t('knock.label')}>
      {view.knocks.map(({ id, name, until }) => (
        <li key={id} class="knock" data-knock-id={id}>
          <p class="knock-who">
            {t('knock.who', { who: name ?? t('person.someone') })}{' '}
            <SecondsLeft until={until} now={actions.serverNow} />
          </p>
          <button class="button button-main let-in" type="button" onClick={() => void answer(id, true)}>
            {t('knock.let-in')}
          </button>
          <button class="button turn-away" type="button" onClick={() => void answer(id, false)}>
            {t('knock.turn-away')}
          </button>
        </li>
      ))}
      {error.value === null ? null : (
        <li class="error" role="alert">
          {error.value}
        </li>
      )}
    </ul>
  );
}
