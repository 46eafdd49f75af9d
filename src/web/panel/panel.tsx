import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { OpenView } from '../meeting/opened.ts';
import type { AppModel } from '../pages/app-model.ts';
import { AddForm, type AddFormProps } from './add-form.tsx';
import { MyItems, myItems } from './my-items.tsx';
import { NameForm } from './name-form.tsx';
import { SoftSoundSwitch } from './soft-sound-switch.tsx';
import { troubleText } from './trouble-text.ts';

/** My panel: one folded row before a meeting; at the side, or on a phone a sheet from below, in a meeting. */
export function Panel({ model, view }: { model: AppModel; view: OpenView | null }) {
  const open = useSignal(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const inMeeting = view !== null;
  // On a phone the sheet gives way, so that the thing is seen where it lies now.
  const onSent = () => {
    const isSheet = toggle.current !== null && toggle.current.offsetParent !== null;
    if (!isSheet) return;
    open.value = false;
    toggle.current?.focus();
  };
  const onRefused = () => {
    open.value = true;
  };
  useEffect(() => {
    open.value = false; // each screen begins with the panel folded
  }, [inMeeting, open]);

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
        {inMeeting ? <SheetLabel open={open.value} /> : <NameLabel name={model.state.name.value} />}
      </button>
      <div id="panel-body" class="panel-body">
        {view === null ? (
          <NameForm model={model} />
        ) : (
          <MeetingPanel model={model} view={view} onSent={onSent} onRefused={onRefused} />
        )}
      </div>
      {inMeeting ? null : <SoftSoundSwitch model={model} />}
    </aside>
  );
}

function SheetLabel({ open }: { open: boolean }) {
  return (
    <span>
      {t(open ? 'panel.close' : 'panel.open')}{' '}
      <small>{t(open ? 'panel.close-more' : 'panel.open-more')}</small>
    </span>
  );
}

function NameLabel({ name }: { name: string | null }) {
  return (
    <>
      <span class="panel-row-label">{t('panel.name-row')}</span>
      <span class={name === null ? 'panel-row-none' : 'panel-row-value'}>{name ?? t('panel.no-name')}</span>
      <svg class="icon chevron" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d="m4 6 4 4 4-4" />
      </svg>
    </>
  );
}

interface MeetingPanelProps extends Pick<AddFormProps, 'onSent' | 'onRefused'> {
  model: AppModel;
  view: OpenView;
}

function MeetingPanel({ model, view, onSent, onRefused }: MeetingPanelProps) {
  const error = useSignal<string | null>(null);
  const items = myItems(model, view);
  const leave = async () => {
    const trouble = await model.actions.leave();
    error.value = trouble === null ? null : troubleText(trouble);
  };
  return (
    <>
      <AddForm
        model={model}
        full={items.length >= LIMITS.itemsPerParticipant}
        onSent={onSent}
        onRefused={onRefused}
      />
      <MyItems model={model} items={items} />
      <NameForm model={model} />
      <SoftSoundSwitch model={model} />
      <div class="leave">
        <button id="leave" class="button" type="button" onClick={() => void leave()}>
          {t('leave.button')}
        </button>
        <p class="hint">{t('leave.hint')}</p>
        <p class="error" role={error.value === null ? undefined : 'alert'}>
          {error.value}
        </p>
      </div>
    </>
  );
}
