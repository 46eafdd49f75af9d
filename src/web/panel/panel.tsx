import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { OpenView } from '../meeting/opened.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CodeForm } from '../ways-in/code-form.tsx';
import { InviteButton } from '../ways-in/invite-button.tsx';
import { AddForm } from './add-form.tsx';
import { Aftermath } from './aftermath.tsx';
import { HeldDialog } from './held-dialog.tsx';
import { MyItems, myItems } from './my-items.tsx';
import { NameForm } from './name-form.tsx';
import { RowLabel, SheetLabel } from './panel-labels.tsx';
import { SoftSoundSwitch } from './soft-sound-switch.tsx';
import { useTold } from './told.ts';
import { troubleText } from './trouble-text.ts';

/** My panel: one folded row before a meeting; at the side, or on a phone a sheet from below, in a meeting. */
export function Panel({ model, view }: { model: AppModel; view: OpenView | null }) {
  const open = useSignal(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const inMeeting = view !== null;
  // On a phone the sheet gives way, so that the thing is seen where it lies now.
  const onSent = () => {
    const isSheet = inMeeting && toggle.current !== null && toggle.current.offsetParent !== null;
    if (!isSheet) return;
    open.value = false;
    toggle.current?.focus();
  };
  const onRefused = () => {
    open.value = true;
  };
  const { fileTroubles, receipt, wordsOpen } = model.state;
  useEffect(() => {
    open.value = false; // each screen begins with the panel folded
    fileTroubles.value = [];
    if (inMeeting)
      receipt.value = null; // of the meeting before
    else wordsOpen.value = false;
  }, [inMeeting, open, fileTroubles, receipt, wordsOpen]);
  useSignalEffect(() => {
    if (fileTroubles.value.length > 0) open.value = true; // what was dropped or pasted and refused is seen
  });
  useTold(model);
  const later = model.state.later.value;
  const items = myItems(model);
  const stuck = items.filter(({ pending }) => pending !== null && pending.trouble !== null).length;

  return (
    <aside class="panel" aria-label={t('panel.label')} data-open={open.value}>
      <button
        ref={toggle}
        id="panel-toggle"
        class="panel-toggle"
        type="button"
        aria-expanded={open.value}
        aria-controls="panel-body"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {inMeeting ? (
          <SheetLabel open={open.value} stuck={stuck} />
        ) : (
          <RowLabel inside={{ name: model.state.name.value, waiting: items.length - stuck, stuck }} />
        )}
      </button>
      <div id="panel-body" class="panel-body">
        <AddForm
          model={model}
          full={items.length >= LIMITS.itemsPerParticipant}
          onSent={onSent}
          onRefused={onRefused}
        />
        <div class="my-things">
          <MyItems model={model} items={items} />
          {inMeeting ? <Aftermath model={model} /> : <HoldBack model={model} />}
        </div>
        <NameForm model={model} />
        {inMeeting ? <MeetingEnd model={model} /> : null}
      </div>
      {view === null ? <HomeEnd model={model} /> : null}
      {view === null || later === null ? null : <later.Words model={model} view={view} />}
    </aside>
  );
}

/** C7: what lies on the shelf stays there when a meeting begins. In one there is nothing left to choose. */
function HoldBack({ model: { state, actions } }: { model: AppModel }) {
  return (
    <label class="switch-row" for="hold-back">
      <span>{t('shelf.hold-back')}</span>
      <input
        id="hold-back"
        class="switch"
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox has a state of its own, which is the one that counts
        role="switch"
        checked={state.shelf.value.held}
        onChange={(event) => void actions.holdBack(event.currentTarget.checked)}
      />
    </label>
  );
}

/** Below the folded row: what else there is before a meeting. */
function HomeEnd({ model }: { model: AppModel }) {
  const error = useSignal<string | null>(null);
  const begin = async () => {
    const begun = await model.actions.invite();
    const trouble = typeof begun === 'string' ? begun : null;
    error.value = trouble === null ? null : troubleText(trouble);
    model.state.wordsOpen.value = trouble === null; // they are what it was begun for
  };
  return (
    <>
      <SoftSoundSwitch model={model} />
      <div class="home-ways">
        <CodeForm enter={model.actions.enterCode} />
        <button id="code-begin" class="quiet-button" type="button" onClick={() => void begin()}>
          {t('code-form.begin')}
        </button>
        {error.value === null ? null : (
          <p class="error" role="alert">
            {error.value}
          </p>
        )}
      </div>
      <div class="home-receipt">
        <Aftermath model={model} />
      </div>
    </>
  );
}

function MeetingEnd({ model }: { model: AppModel }) {
  const error = useSignal<string | null>(null);
  const leave = async () => {
    const trouble = await model.actions.leave();
    error.value = trouble === null ? null : troubleText(trouble);
  };
  return (
    <>
      <SoftSoundSwitch model={model} />
      <InviteButton open={model.state.wordsOpen} />
      <div class="leave">
        <button id="leave" class="button" type="button" onClick={() => void leave()}>
          {t('leave.button')}
        </button>
        <p class="hint">{t('leave.hint')}</p>
        <p class="error" role={error.value === null ? undefined : 'alert'}>
          {error.value}
        </p>
        <HeldDialog model={model} />
      </div>
    </>
  );
}
