import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { troubleText } from './trouble-text.ts';

/** B7: what somebody at the door of a locked meeting sees; B6: why a link led nowhere. */
export function DoorNotice({ model: { state, actions } }: { model: AppModel }) {
  const door = state.door.value;
  if (door !== null) {
    return (
      <div id="door" class="banner door" role="status">
        <p>
          {t('door.waiting')} <SecondsLeft until={door.until} now={actions.serverNow} />
        </p>
        <button id="door-leave" class="button" type="button" onClick={() => void actions.endKnock()}>
          {t('door.go')}
        </button>
      </div>
    );
  }
  const said = state.turnedAway.value
    ? t('door.turned-away')
    : state.linkTrouble.value === null
      ? null
      : troubleText(state.linkTrouble.value);
  if (said === null || state.meeting.value !== null) return null;
  return (
    <div id="door-over" class="banner" role="status">
      <p>{said}</p>
      <button
        class="button"
        type="button"
        onClick={() => {
          state.turnedAway.value = false;
          state.linkTrouble.value = null;
        }}
      >
        {t('door.understood')}
      </button>
    </div>
  );
}

/** Time that is left, without being read aloud each second. */
export function SecondsLeft({ until, now }: { until: number; now(): number }) {
  const left = useSignal(0);
  useEffect(() => {
    const look = () => {
      left.value = Math.max(0, Math.ceil((until - now()) / 1_000));
    };
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [until, now, left]);
  return (
    <small class="seconds-left" aria-hidden="true">
      {left.value}
    </small>
  );
}
