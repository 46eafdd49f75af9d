import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { layFiles } from '../panel/lay-files.ts';
import { recogniseKind } from '../panel/recognise.ts';
import { sizeText } from '../panel/size-text.ts';
import type { Shared } from './share-worker.ts';
import { contentOf } from './take-shared.ts';

/**
 * C1, W12: what the share sheet brought, or another site in its name, is laid down only after the person has seen it and
 * said so.
 */
export function SharedNotice({ model }: { model: AppModel }) {
  const shared = model.state.shared.value;
  if (shared === null) return null;
  if (shared === 'lost') return <LostNotice model={model} />;
  return shared.texts.length + shared.files.length === 0 ? null : <Question model={model} shared={shared} />;
}

function Question({ model, shared }: { model: AppModel; shared: Shared }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus({ preventScroll: true }), [shared]);
  const { texts, files } = shared;
  const isInMeeting = model.state.meeting.value !== null;
  return (
    <section ref={section} id="shared" class="shared" tabIndex={-1} aria-labelledby="shared-title">
      <h2 id="shared-title" class="label">
        {t('shared.title')}
      </h2>
      <ul class="shared-things">
        {texts.length === 0 ? null : <li class="shared-text">{wholeText(texts)}</li>}
        {files.map(({ name, size }, i) => (
          <li key={i}>
            {name} <small class="shared-size">{sizeText(size)}</small>
          </li>
        ))}
      </ul>
      <p class="hint">{t(isInMeeting ? 'shared.on-table' : 'shared.on-shelf')}</p>
      <div class="shared-acts">
        <button
          id="shared-lay"
          class="button button-main"
          type="button"
          onClick={() => {
            close(model);
            void lay(shared, model);
          }}
        >
          {t('shared.lay')}
        </button>
        <button
          id="shared-discard"
          class="button"
          type="button"
          onClick={() => {
            close(model);
            model.actions.announce(t('shared.discarded'));
          }}
        >
          {t('shared.discard')}
        </button>
      </div>
    </section>
  );
}

function LostNotice({ model }: { model: AppModel }) {
  return (
    <section id="shared-lost" class="shared" aria-label={t('shared.title')}>
      <p role="alert">{t('shared.lost')}</p>
      <div class="shared-acts">
        <button class="button" type="button" onClick={() => close(model)}>
          {t('door.understood')}
        </button>
      </div>
    </section>
  );
}

/** What stands in the notice is what is laid down. */
const wholeText = (texts: readonly string[]) => contentOf(texts)?.text ?? [...new Set(texts)].join('\n');

/** The buttons are about to go; the thing appears behind the panel's handle, or the logo is where one begins. */
function close({ state }: AppModel): void {
  const next = state.meeting.value === null ? 'logo' : 'panel-toggle';
  document.getElementById(next)?.focus({ preventScroll: true });
  state.shared.value = null;
}

/** A text that cannot be laid down as it is goes into the form, which says why. */
async function lay({ texts, files }: Shared, model: AppModel): Promise<void> {
  const { state, actions } = model;
  layFiles(files, model);
  if (texts.length === 0) return;
  const content = contentOf(texts);
  const trouble = content === null ? null : await actions.addItem(content);
  if (content !== null && trouble === null) return;
  const text = wholeText(texts);
  const returned = { content: content ?? { kind: recogniseKind(text), text }, trouble };
  state.returned.value = [...state.returned.value, returned];
}
