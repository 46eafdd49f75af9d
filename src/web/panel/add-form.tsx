import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Content } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { FileButton } from './file-button.tsx';
import { recogniseKind, toContent } from './recognise.ts';
import { troubleText } from './trouble-text.ts';

const KINDS = ['url', 'note', 'markdown'] as const;
const MAX_LENGTH = { url: LIMITS.urlLength, note: LIMITS.noteLength, markdown: LIMITS.noteLength };
/** From so few characters left on, the form says how many. */
const NEAR = 200;

export interface AddFormProps {
  model: AppModel;
  /** The person has as many things on the table as one may. */
  full: boolean;
  /** It is on its way. */
  onSent(): void;
  /** The server refused it: what was typed stands in the form again, with the reason. */
  onRefused(): void;
}

/** C1: one field for links and notes; it says what it takes the text for, and can be told otherwise. */
export function AddForm({ model, full, onSent, onRefused }: AddFormProps) {
  const { actions, state } = model;
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useSignal('');
  const chosen = useSignal<Content['kind'] | null>(null);
  const error = useSignal<string | null>(null);
  const kind = chosen.value ?? recogniseKind(text.value);
  const left = MAX_LENGTH[kind] - text.value.trim().length;

  /** Nothing typed is lost, neither what was refused nor what was begun meanwhile. */
  const giveBack = (content: Content) => {
    const begun = text.peek();
    text.value = begun === '' ? content.text : `${content.text}\n${begun}`;
    chosen.value = begun === '' ? content.kind : null;
    onRefused();
  };
  useSignalEffect(() => {
    const returned = state.returned.value;
    const last = returned.at(-1);
    if (last === undefined) return;
    state.returned.value = [];
    for (const { content } of returned.toReversed()) giveBack(content);
    if (last.trouble === null) fail(null);
    else error.value = troubleText(last.trouble);
  });
  const fail = (message: string | null) => {
    error.value = message;
    requestAnimationFrame(() => field.current?.focus()); // once a folded sheet is open again
  };
  const add = async () => {
    const content = toContent(text.value, kind);
    if (content === 'empty') return fail(t('add.empty'));
    if (content === 'bad-url' && left < 0) return fail(t('add.too-long', { count: -left }));
    if (content === 'bad-url') return fail(t('error.bad-url'));
    if (content === 'bad-note') {
      return fail(left < 0 ? t('add.too-long', { count: -left }) : t('add.bad-note'));
    }
    text.value = '';
    chosen.value = null;
    error.value = null;
    // At once, not when the answer comes: by then the person may be typing the next thing.
    onSent();
    const trouble = await actions.addItem(content);
    if (trouble === null) return;
    giveBack(content);
    fail(troubleText(trouble));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void add();
  };
  // Enter sends where there is a keyboard with Shift for a new line; on touch keyboards it sends links only.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    if (kind !== 'url' && matchMedia('(pointer: coarse)').matches && !event.ctrlKey && !event.metaKey) return;
    submit(event);
  };

  return (
    <form class="form" onSubmit={submit}>
      <label class="label" for="add-text">
        {t('add.label')}
      </label>
      <textarea
        ref={field}
        id="add-text"
        class="field"
        rows={2}
        value={text.value}
        spellcheck={kind !== 'url'}
        aria-describedby="add-error add-left add-history"
        aria-invalid={error.value !== null}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          error.value = null;
          if (text.value === '') chosen.value = null;
        }}
        onKeyDown={onKeyDown}
      />
      <div class="field-row">
        <fieldset class="kinds">
          <legend class="visually-hidden">{t('add.as')}</legend>
          {KINDS.map((each) => (
            <label key={each} class="kind">
              <input
                type="radio"
                name="kind"
                value={each}
                checked={kind === each}
                onChange={() => {
                  chosen.value = each;
                  error.value = null;
                }}
              />
              <span>{t(`add.${each}`)}</span>
            </label>
          ))}
        </fieldset>
        <button id="add-button" class="button button-main" type="submit" disabled={full}>
          {t('add.button')}
        </button>
      </div>
      <p id="add-left" class="hint">
        {left < 0
          ? t('add.too-long', { count: -left })
          : left <= NEAR
            ? t('add.left', { count: left })
            : null}
      </p>
      <p id="add-error" class="error" role={error.value === null ? undefined : 'alert'}>
        {error.value}
      </p>
      {full ? <p class="hint">{t('error.too-many-items')}</p> : null}
      <FileButton model={model} full={full} />
      {/* C9 */}
      <p id="add-history" class="hint">
        {t('add.history')}
      </p>
    </form>
  );
}
