import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useKeptFocus } from '../a11y/kept-focus.ts';
import { t } from '../i18n/meeting-t.ts';
import type { Trouble } from '../meeting/request.ts';
import { CrossIcon } from '../panel/cross-icon.tsx';
import { troubleText } from '../panel/trouble-text.ts';
import { QrCode } from './qr-code.tsx';

/** A code that opens this meeting, and the address that carries it. */
export interface Invitation {
  /** `word-word-word-word` */
  readonly code: string;
  readonly url: string;
  /** End of its time, ms on the server's clock. */
  readonly until: number;
}

interface InviteProps {
  /** Asks the server for the code of this moment. */
  load(): Promise<Invitation | Trouble>;
  /** ms on the server's clock */
  now(): number;
}

export interface InviteDialogProps extends InviteProps {
  /** Whether it is on the screen; set from wherever it is opened, also before it is there. */
  open: Signal<boolean>;
  /** B7: whoever comes has to knock. */
  locked: boolean;
  /** Who is at the door meanwhile: the page below it cannot be reached. */
  children?: ComponentChildren;
}

/** B6: the QR code and the four words, in a dialog of their own. */
export function InviteDialog({ open, locked, children, ...invite }: InviteDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const isOpen = open.value;
  useLayoutEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
  }, [isOpen]);
  useKeptFocus(dialog);
  return (
    <dialog
      ref={dialog}
      id="invite-dialog"
      class="invite-dialog"
      aria-labelledby={title}
      onClose={() => {
        open.value = false;
        // What opened it may be gone with the screen before the meeting.
        const at = document.activeElement;
        if (at === document.body || dialog.current?.contains(at)) document.getElementById('logo')?.focus();
      }}
    >
      <div class="invite-head">
        <h2 id={title} class="invite-title">
          {t('invite.title')}
        </h2>
        <button
          id="invite-close"
          class="icon-button"
          type="button"
          aria-label={t('invite.close')}
          title={t('invite.close')}
          onClick={() => dialog.current?.close()}
        >
          <CrossIcon />
        </button>
      </div>
      {isOpen ? children : null}
      {isOpen ? <OpenInvite {...invite} locked={locked} /> : null}
    </dialog>
  );
}

/** Between two questions to the server there is at least this pause, ms. */
const PAUSE_MS = 3_000;

/** What an open dialog shows; asks for a new code when the time of the one shown is over. */
function OpenInvite({ load, now, locked }: InviteProps & { locked: boolean }) {
  const shown = useSignal<InviteState>({ name: 'loading' });
  const left = useSignal(0);
  const life = useRef({ busy: false, gone: false, askedAt: Number.NEGATIVE_INFINITY, load, now });
  life.current.load = load;
  life.current.now = now;

  const ask = async () => {
    const self = life.current;
    if (self.busy) return;
    self.busy = true;
    self.askedAt = performance.now();
    const answer = await self.load();
    self.busy = false;
    if (self.gone) return;
    if (typeof answer === 'string') shown.value = { name: 'trouble', trouble: answer };
    else {
      left.value = secondsUntil(answer.until, self.now());
      shown.value = { name: 'shown', invitation: answer };
    }
  };
  useEffect(() => {
    const self = life.current;
    const tick = () => {
      if (shown.value.name !== 'shown' || document.hidden) return;
      left.value = secondsUntil(shown.value.invitation.until, self.now());
      if (left.value === 0 && performance.now() - self.askedAt >= PAUSE_MS) void ask();
    };
    const timer = setInterval(tick, 250);
    document.addEventListener('visibilitychange', tick);
    void ask();
    return () => {
      self.gone = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, []);

  return (
    <InviteBody
      state={shown.value}
      left={left.value}
      locked={locked}
      again={() => {
        shown.value = { name: 'loading' };
        void ask();
      }}
    />
  );
}

const secondsUntil = (until: number, now: number) => Math.max(0, Math.ceil((until - now) / 1_000));

export type InviteState =
  | { readonly name: 'loading' }
  | { readonly name: 'shown'; readonly invitation: Invitation }
  | { readonly name: 'trouble'; readonly trouble: Trouble };

export interface InviteBodyProps {
  state: InviteState;
  /** Seconds that the code shown is good for. */
  left: number;
  /** B7: whoever comes has to knock. */
  locked: boolean;
  again(): void;
}

/** The words are read out when they change, once a minute; the seconds are seen, not heard. */
export function InviteBody({ state, left, locked, again }: InviteBodyProps) {
  const isGood = state.name === 'shown' && left > 0;
  return (
    <div class="invite-body" data-state={isGood ? 'shown' : state.name === 'trouble' ? 'trouble' : 'loading'}>
      {state.name === 'trouble' ? null : <p class="hint">{t(locked ? 'invite.how-locked' : 'invite.how')}</p>}
      {isGood ? <QrCode text={state.invitation.url} label={t('invite.qr')} /> : null}
      <p id="invite-words" class="invite-words" aria-live="polite" aria-atomic="true">
        {isGood ? <Words code={state.invitation.code} /> : null}
      </p>
      {isGood ? (
        <p class="invite-left" role="timer" aria-live="off">
          {t('invite.left', { count: left })}
        </p>
      ) : null}
      {!isGood && state.name !== 'trouble' ? <p class="invite-left">{t('invite.loading')}</p> : null}
      <p id="invite-error" class="error" role={state.name === 'trouble' ? 'alert' : undefined}>
        {state.name === 'trouble' ? troubleText(state.trouble) : null}
      </p>
      {state.name === 'trouble' ? (
        <button id="invite-again" class="button" type="button" onClick={again}>
          {t('invite.again')}
        </button>
      ) : null}
    </div>
  );
}

function Words({ code }: { code: string }) {
  return (
    <>
      <span class="visually-hidden">{`${t('invite.words')}: `}</span>
      {code.split('-').map((word, i) => (
        <span key={i} class="invite-word">
          {i === 0 ? word : ` ${word}`}
        </span>
      ))}
    </>
  );
}
