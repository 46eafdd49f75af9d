import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel, AppState } from '../pages/app-model.ts';
import { troubleText } from './trouble-text.ts';

/** B7: what somebody at the door of a locked meeting sees; B6: why a link led nowhere. */
export function DoorNotice({ model }: { model: AppModel }) {
  // Its place is there before it is, so that screen readers say it.
  return (
    <div class="door-place" role="status">
      <Notice model={model} />
    </div>
  );
}

/** The button is about to go; the logo is where one begins again. */
const goOn = () => document.getElementById('logo')?.focus({ preventScroll: true });

function Notice({ model: { state, actions } }: { model: AppModel }) {
  const door = state.door.value;
  if (door !== null) {
    return (
      <div id="door" class="banner door">
        <p>
          {t('door.waiting')} <SecondsLeft until={door.until} now={actions.serverNow} />
        </p>
        <button
          id="door-leave"
          class="button"
          type="button"
          onClick={() => {
            goOn();
            void actions.endKnock();
          }}
        >
          {t('door.go')}
        </button>
      </div>
    );
  }
  const said = overText(state);
  if (said === null || state.meeting.value !== null) return null;
  return (
    <div id="door-over" class="banner">
      <p>{said}</p>
      <button
        class="button"
        type="button"
        onClick={() => {
          goOn();
          state.turnedAway.value = false;
          state.linkTrouble.value = null;
        }}
      >
        {t('door.understood')}
      </button>
    </div>
  );
}

function overText({ turnedAway, linkTrouble }: AppState): string | null {
  if (turnedAway.value) return t('door.turned-away');
  return linkTrouble.value === null ? null : troubleText(linkTrouble.value);
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
      {t('door.seconds', { count: left.value })}
    </small>
  );
}
