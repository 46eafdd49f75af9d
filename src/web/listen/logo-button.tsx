import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { isAsked, type ListeningState, needsMicrophone } from './listening.ts';
import { LogoMark } from './logo-mark.tsx';
import { NearbyQuestion } from './nearby-question.tsx';
import { lacksSoftSound, statusText } from './status-text.ts';
import { createWaveform } from './waveform.ts';

/** The logo: tap it to listen, tap it again to stop. Beside or below it, what is going on. */
export function LogoButton({ model: { state, actions } }: { model: AppModel }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) actions.drawOn(createWaveform(canvas.current));
    return () => actions.drawOn(null);
  }, [actions]);

  const listening = state.listening.value;
  const inMeeting = state.meeting.value !== null;
  const softSound = state.softSound.value;
  const { headline, remedy } = statusText(listening, { inMeeting, softSound });
  const farewell = state.farewell.value;
  const showFarewell = farewell !== null && listening.name === 'ready' && !inMeeting;
  const start = t(inMeeting ? 'logo.start-in-meeting' : 'logo.start');

  return (
    <div class="logo-area" data-state={listening.name}>
      <button
        id="logo"
        class="logo"
        type="button"
        data-state={listening.name}
        data-reason={listening.name === 'nothing' ? listening.reason : undefined}
        aria-label={needsMicrophone(listening) ? t('logo.stop') : start}
        aria-disabled={listening.name === 'deciding'}
        onClick={actions.tapLogo}
      >
        <span class="logo-ripple" />
        <span class="logo-ripple" />
        <span class="logo-face">
          <LogoMark />
          <canvas ref={canvas} class="waveform" />
        </span>
        <svg class="logo-time" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
          <circle cx="50" cy="50" r="48.5" pathLength="100" />
        </svg>
      </button>
      <div id="status" class="status" role="status" aria-live="polite" tabIndex={-1}>
        <p id="status-headline" class="status-headline">
          {headline}
        </p>
        <p class="status-remedy">{showFarewell ? t(`meeting.${farewell}`) : remedy}</p>
        {lacksSoftSound(listening, softSound) ? <SoftSoundOffer actions={actions} /> : null}
        {inMeeting && WITH_WORDS.includes(listening.name) ? <WordsOffer state={state} /> : null}
      </div>
      {isAsked(listening) ? (
        <NearbyQuestion key={listening.questionId} state={listening} answer={actions.answerNearby} />
      ) : null}
    </div>
  );
}

/** When the other way in is offered: nothing is going on, or this way is closed. */
const WITH_WORDS: readonly ListeningState['name'][] = ['ready', 'no-microphone'];

/** B6: the way to the four words is in sight, also while a phone's panel is folded. */
function WordsOffer({ state }: Pick<AppModel, 'state'>) {
  return (
    <button
      id="words-offer"
      class="button status-button"
      type="button"
      aria-haspopup="dialog"
      onClick={() => {
        state.wordsOpen.value = true;
      }}
    >
      {t('invite.open')}
    </button>
  );
}

function SoftSoundOffer({ actions }: Pick<AppModel, 'actions'>) {
  return (
    <button
      id="soft-sound-on"
      class="button status-button"
      type="button"
      onClick={() => {
        actions.allowSoftSound(true);
        document.getElementById('logo')?.focus({ preventScroll: true });
      }}
    >
      {t('soft-sound.switch-on')}
    </button>
  );
}
