import { useRef } from 'preact/hooks';
import { useKeptFocus } from '../a11y/kept-focus.ts';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { SecondsLeft } from '../panel/door-notice.tsx';
import type { OpenView } from './opened.ts';
import { type Act, useTroubleLine } from './trouble-line.tsx';

interface DoorProps {
  model: AppModel;
  view: OpenView;
  act: Act;
}

/** B7: whoever comes later has to knock. What that means stands below it while it is so. */
export function LockButton({ model: { actions }, view, act }: DoorProps) {
  return (
    <div class="lock-area">
      <button
        id="lock"
        class="button lock"
        type="button"
        aria-pressed={view.locked}
        aria-describedby="lock-hint"
        title={t(view.locked ? 'lock.press-off' : 'lock.press-on')}
        onClick={() => act(actions.lock(!view.locked))}
      >
        <svg class="icon lock-sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <rect x="3" y="7" width="10" height="7" rx="1.5" />
          <path d={view.locked ? 'M5 7V5a3 3 0 0 1 6 0v2' : 'M5 7V5a3 3 0 0 1 5.8-1'} />
        </svg>
        {t(view.locked ? 'lock.locked' : 'lock.open')}
      </button>
      <p id="lock-hint" class={view.locked ? 'lock-hint' : 'visually-hidden'}>
        {t(view.locked ? 'lock.is-on' : 'lock.is-off')}
      </p>
    </div>
  );
}

/** B7: people at the door of a locked meeting. */
export function Knocks({ model: { actions }, view, act }: DoorProps) {
  const count = view.knocks.length;
  if (count === 0) return null;
  const list = (
    <ul class="knocks" aria-label={t('knock.label')}>
      {view.knocks.map(({ id, name, until }) => (
        <li key={id} class="knock" data-knock-id={id}>
          <p class="knock-who">
            {t('knock.who', { who: name ?? t('person.someone') })}{' '}
            <SecondsLeft until={until} now={actions.serverNow} />
          </p>
          <span class="knock-acts">
            <button
              class="button button-main let-in"
              type="button"
              onClick={() => act(actions.answerKnock(id, true))}
            >
              {t('knock.let-in')}
            </button>
            <button
              class="button turn-away"
              type="button"
              onClick={() => act(actions.answerKnock(id, false))}
            >
              {t('knock.turn-away')}
            </button>
          </span>
        </li>
      ))}
    </ul>
  );
  return (
    <div class={count === 1 ? 'knocks-area' : 'knocks-area knocks-several'}>
      {count === 1 ? null : <p class="knocks-count">{t('knock.count', { count })}</p>}
      {list}
    </div>
  );
}

/**
 * B7: who is at the door, within a dialog that is open: the table below it can neither be seen nor reached. Its place is
 * there before anybody is, so that screen readers say it.
 */
export function DoorInDialog({ model }: { model: AppModel }) {
  const view = model.state.meeting.value;
  const [act, troubleLine] = useTroubleLine();
  const dialog = useRef<HTMLElement | null>(null);
  useKeptFocus(dialog);
  return (
    <div
      ref={(place) => {
        dialog.current = place?.closest('dialog') ?? null;
      }}
      class="dialog-door"
      aria-live="polite"
    >
      {view === null ? null : <Knocks model={model} view={view} act={act} />}
      {troubleLine}
    </div>
  );
}
