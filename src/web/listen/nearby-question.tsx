import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppActions } from '../pages/app-model.ts';
import type { ListeningState } from './listening.ts';

export interface NearbyQuestionProps {
  state: ListeningState & { readonly name: 'nearby' | 'nearby-waiting' };
  answer: AppActions['answerNearby'];
}

/**
 * A8: the answers to "Is this your room?", below the words that ask it, and how much time is left. The focus is never
 * taken: who is typing goes on typing, and who has tapped the logo finds the answers next to it.
 */
export function NearbyQuestion({ state, answer }: NearbyQuestionProps) {
  const isOpen = state.name === 'nearby';
  return (
    <div class="nearby">
      {isOpen ? <Answers answer={answer} /> : null}
      <Countdown />
    </div>
  );
}

function Answers({ answer }: Pick<NearbyQuestionProps, 'answer'>) {
  const hadFocus = useRef(false);
  useEffect(
    () => () => {
      // Whoever stood on an answer goes on from the words that took its place, where a second press does nothing.
      if (hadFocus.current && isNowhere(document.activeElement)) document.getElementById('status')?.focus();
    },
    [],
  );
  return (
    <fieldset
      class="nearby-answers"
      aria-labelledby="status-headline"
      onFocusIn={() => {
        hadFocus.current = true;
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null) hadFocus.current = false; // to another element, not with this one
      }}
    >
      <button id="nearby-yes" class="button button-main" type="button" onClick={() => answer(true)}>
        {t('nearby.yes')}
      </button>
      <button id="nearby-no" class="button" type="button" onClick={() => answer(false)}>
        {t('nearby.no')}
      </button>
    </fieldset>
  );
}

/** The element with the focus was taken away, or is about to be. */
const isNowhere = (element: Element | null) =>
  element === null || element === document.body || element.closest('.nearby-answers') !== null;

/** Seen, not heard: a screen reader need not count along. */
function Countdown() {
  const left = useSignal(LIMITS.questionMs / 1_000);
  useEffect(() => {
    const end = performance.now() + LIMITS.questionMs;
    const timer = setInterval(() => {
      left.value = Math.max(0, Math.ceil((end - performance.now()) / 1_000));
    }, 250);
    return () => clearInterval(timer);
  }, [left]);
  return (
    <p class="nearby-left" role="timer" aria-live="off">
      {t('nearby.left', { count: left.value })}
    </p>
  );
}
